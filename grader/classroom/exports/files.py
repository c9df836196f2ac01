"""Writes a file so that it is either the old one or the new one, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from grader.language import Problem, message


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write `data` beside `path` and put it in its place; the folder is made where it is missing.

    Raises Problem where that is not possible; an old file is then still whole.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor, not a path)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        raise Problem(
            message("{path} cannot be written: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Choose a folder that exists and that you may write to."),
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
