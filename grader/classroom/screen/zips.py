"""Writes zip archives that are the same, byte for byte, whenever their contents are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# The earliest instant that the format knows.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ORDINARY_FILE = 0o100644


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of `files`, name -> contents, in the order of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # else it is that of this machine
            info.external_attr = _ORDINARY_FILE << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()
