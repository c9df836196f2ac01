"""Locks a child in: everything that it does to itself between the fork and the first byte of the source."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress

from .filters import NoFilterError, own_program, programs
from .landlock import Fence
from .process import C_LIBRARY, set_limits

CHANNEL = 3  # the only descriptor besides 0, 1 and 2, which are /dev/null

_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_FILTER = 2
_INSTRUCTION = 8  # bytes


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


class Lock:
    """What children lock themselves in with, made once before the first fork.

    Args:
        readable: folders that a submission may read where its exercise needs files.
        off: for measurements and controls, the layers to leave away: "limits", "syscalls", "fence".
    """

    def __init__(self, readable: Sequence[str], off: Sequence[str] = ()) -> None:
        self.missing = ""
        """Why no system calls are refused; empty where they are."""
        self._readable = readable
        self._off = frozenset(off)
        self._programs: dict[str, bytes] = {}
        self._fences: dict[str, Fence] = {}
        try:
            self._programs = {} if "syscalls" in self._off else programs()
        except NoFilterError as error:
            self.missing = str(error)
        with suppress(OSError):
            if "fence" not in self._off:
                self._fences = {
                    "strict": Fence(C_LIBRARY, ()),
                    "imports": Fence(C_LIBRARY, readable),
                }

    def close(
        self,
        profile: str,
        limits: dict[str, int],
        base_memory: int,
        scratch: str | None,
        channel: socket.socket,
    ) -> socket.socket:
        """Lock this process in for good and return `channel`, which is its one descriptor from here on.

        What the machine lacks is left away; a probe finds out what holds.
        """
        if scratch is not None:
            os.chdir(scratch)
        if C_LIBRARY is None:
            set_limits(limits, base_memory)
            return channel
        fence = self._fence(profile, scratch)
        C_LIBRARY.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        C_LIBRARY.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if fence is not None:
            fence.enter()
        descriptor = channel.detach()
        if descriptor != CHANNEL:
            os.dup2(descriptor, CHANNEL, inheritable=False)
        os.closerange(CHANNEL + 1, 1 << 16)
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, CHANNEL)
        if "limits" not in self._off:
            _drop_capabilities()
            set_limits(limits, base_memory)
        program = self._programs.get(profile)
        if program is not None:
            _refuse_calls(own_program(program, os.getpid()))
        return channel

    def _fence(self, profile: str, scratch: str | None) -> Fence | None:
        if not self._fences or profile == "driver":
            return None
        if scratch is None:
            return self._fences["strict" if profile == "strict" else "imports"]
        return Fence(C_LIBRARY, self._readable, [scratch])


def _drop_capabilities() -> None:
    """Give up what root may do: as root the limits could be lifted again."""
    if os.geteuid() == 0 and C_LIBRARY is not None:
        header = struct.pack("=Ii", 0x20080522, 0)  # version 3, this process
        C_LIBRARY.capset(header, bytes(24))


def _refuse_calls(program: bytes) -> None:
    assert C_LIBRARY is not None
    value = _Program(len(program) // _INSTRUCTION, program)
    if C_LIBRARY.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(value), 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
