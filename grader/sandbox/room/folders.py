"""Removes a folder that a submission wrote into, however deep, locked or full of links it is."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_FLAGS = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def remove_folder(path: str) -> None:
    """Remove a folder and all in it. No link is followed, and no depth of nesting is too deep.

    Whatever cannot be removed stays; nobody may be writing there any more.
    """
    with suppress(OSError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            Path(path).chmod(0o700)
    try:
        root = os.open(path, os.O_RDONLY | _FLAGS)
    except OSError:
        return
    try:
        fresh = _empty(root)
        while fresh:
            fresh = _empty(root)
    finally:
        os.close(root)
    with suppress(OSError):
        Path(path).rmdir()


def _empty(root: int) -> bool:
    """Remove what lies in a folder; what lies in its folders moves up to be removed next. Tell if any did."""
    moved = 0
    for name in os.listdir(root):
        if not stat.S_ISDIR(os.stat(name, dir_fd=root, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=root)
            continue
        # The submission may have locked it.
        os.chmod(name, 0o700, dir_fd=root)
        folder = os.open(name, os.O_RDONLY | _FLAGS, dir_fd=root)
        try:
            for inner in os.listdir(folder):  # noqa: PTH208 - pathlib knows no descriptors
                moved += 1
                if stat.S_ISDIR(os.stat(inner, dir_fd=folder, follow_symlinks=False).st_mode):
                    os.chmod(inner, 0o700, dir_fd=folder)  # or it could not be moved
                os.rename(
                    inner, f".{name[:8]}-{moved}-{os.urandom(4).hex()}", src_dir_fd=folder, dst_dir_fd=root
                )
        finally:
            os.close(folder)
        os.rmdir(name, dir_fd=root)
    return moved > 0
