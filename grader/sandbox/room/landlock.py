"""The kernel's own fence around files, sockets and signals, where it has one: optional, and beside the rest."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Sequence
from typing import Any

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_O_PATH = 0o10000000

_EXECUTE, _READ_FILE, _READ_DIR = 1, 4, 8
_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # rights on files, by version
_OF_FILES = (
    _EXECUTE | 2 | _READ_FILE | 1 << 14 | 1 << 15
)  # what may be said about something that is no folder
_NETWORK = 3  # TCP bind and connect, version 4
_SCOPES = 3  # abstract sockets and signals, version 6


def version(library: Any) -> int:
    """Return the version of the fence, 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(library.syscall(_CREATE, None, ctypes.c_size_t(0), 1)))


class Fence:
    """A set of rules, made before the fork, that a child puts itself behind."""

    def __init__(self, library: Any, readable: Sequence[str], writable: Sequence[str] = ()) -> None:
        """Permit reading below `readable` and everything below `writable`; OSError where there is no fence."""
        self._library = library
        known = version(library)
        if not known:
            raise OSError("this kernel has no Landlock")
        rights = _ALL[max(v for v in _ALL if v <= known)]
        attributes = [rights, *([_NETWORK] if known >= 4 else []), *([_SCOPES] if known >= 6 else [])]
        data = struct.pack(f"={len(attributes)}Q", *attributes)
        self.descriptor = self._call(_CREATE, data, ctypes.c_size_t(len(data)), 0)
        try:
            for path in readable:
                self._permit(path, _EXECUTE | _READ_FILE | _READ_DIR)
            for path in writable:
                self._permit(path, rights & ~_EXECUTE)
        except OSError:
            self.close()
            raise

    def enter(self) -> None:
        """Put this process behind the fence; it needs no_new_privs."""
        self._call(_RESTRICT, self.descriptor, 0)

    def close(self) -> None:
        """Forget the rules; who is behind the fence stays there."""
        os.close(self.descriptor)

    def _permit(self, path: str, rights: int) -> None:
        try:
            descriptor = os.open(path, _O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        try:
            if not os.path.isdir(path):  # noqa: PTH112 - the room keeps to few modules
                rights &= _OF_FILES
            rule = struct.pack("=Qi", rights, descriptor)
            self._call(_ADD, self.descriptor, 1, rule, 0)
        finally:
            os.close(descriptor)

    def _call(self, *arguments: Any) -> int:
        result = int(self._library.syscall(*arguments))
        if result < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        return result
