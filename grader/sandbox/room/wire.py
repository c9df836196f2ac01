"""Frames on a stream socket: nonce, header and body, under an absolute deadline and with caps on sizes."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

PREFIX = struct.Struct("<QIQ")  # nonce, bytes of header, bytes of body

_CHUNK = 1 << 16  # most frames are smaller: one system call reads them whole
_PIECES = 512  # below IOV_MAX (1,024 on Linux), the most buffers that one sendmsg takes

_GATHERS = hasattr(socket.socket, "sendmsg")  # Windows lacks it

Buffer = bytes | bytearray | memoryview


class WireError(Exception):
    """The other side did not keep to the protocol."""


class ClosedError(WireError):
    """The other side is gone."""


class LateError(WireError):
    """The deadline passed."""


class OversizeError(WireError):
    """A frame announces more bytes than are allowed."""

    def __init__(self, limit: int, size: int) -> None:
        super().__init__(f"a frame of {size} bytes where {limit} are allowed")
        self.limit = limit
        self.size = size


class Channel:
    """One end of a stream socket that speaks in frames, in strict lockstep."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._socket = sock
        self._chunk = bytearray(_CHUNK)
        self._view = memoryview(self._chunk)
        self._readable = _Waiter(sock, reading=True)
        self._writable = _Waiter(sock, reading=False)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def send(
        self, nonce: int, header: bytes, buffers: Sequence[Buffer], deadline: float | None = None
    ) -> None:
        """Send one frame. `deadline` is a `time.monotonic()` value."""
        size = sum(map(len, buffers))
        pieces: list[Buffer] = [PREFIX.pack(nonce, len(header), size) + header]
        pieces += [buffer for buffer in buffers if len(buffer)]
        position = 0
        while position < len(pieces):
            try:
                sent = self._send(pieces[position : position + _PIECES])
            except BlockingIOError:
                self._writable.wait(deadline)
                continue
            except OSError as error:
                raise ClosedError(str(error)) from None
            while position < len(pieces) and sent >= len(pieces[position]):
                sent -= len(pieces[position])
                position += 1
            if sent:
                pieces[position] = memoryview(pieces[position])[sent:]

    def _send(self, pieces: Sequence[Buffer]) -> int:
        if _GATHERS:
            return self._socket.sendmsg(pieces)
        return self._socket.send(pieces[0])

    def receive(
        self, deadline: float | None = None, header_limit: int | None = None, body_limit: int | None = None
    ) -> tuple[int, bytes, bytearray]:
        """Receive one frame as (nonce, header, body)."""
        have = 0
        while have < PREFIX.size:
            have += self._read(self._view[have:], deadline)
        nonce, header_size, body_size = PREFIX.unpack_from(self._chunk)
        if header_limit is not None and header_size > header_limit:
            raise OversizeError(header_limit, header_size)
        if body_limit is not None and body_size > body_limit:
            raise OversizeError(body_limit, body_size)
        end = PREFIX.size + header_size
        if have > end + body_size:
            raise WireError("more bytes than one frame")
        if have >= end:
            header = bytes(self._view[PREFIX.size : end])
            body = bytearray(body_size)
            got = have - end
            body[:got] = self._view[end:have]
        else:
            start = bytearray(header_size)
            start[: have - PREFIX.size] = self._view[PREFIX.size : have]
            self._fill(start, have - PREFIX.size, deadline)
            header = bytes(start)
            body = bytearray(body_size)
            got = 0
        self._fill(body, got, deadline)
        return nonce, header, body

    def _fill(self, target: bytearray, have: int, deadline: float | None) -> None:
        if have == len(target):
            return
        view = memoryview(target)
        while have < len(target):
            have += self._read(view[have:], deadline)

    def _read(self, view: memoryview, deadline: float | None) -> int:
        while True:
            try:
                count = self._socket.recv_into(view)
            except BlockingIOError:
                self._readable.wait(deadline)
                continue
            except OSError as error:
                raise ClosedError(str(error)) from None
            if not count:
                raise ClosedError("the other side closed the channel")
            if deadline is not None and time.monotonic() > deadline:
                raise LateError("the deadline passed")  # a slow drip never waits, so it is caught here
            return count


class _Waiter:
    """Waits until a socket can be read or written, with poll where the platform has it."""

    def __init__(self, sock: socket.socket, *, reading: bool) -> None:
        self._socket = sock
        self._reading = reading
        self._poll: Any = None
        if hasattr(select, "poll"):
            self._poll = select.poll()
            self._poll.register(sock.fileno(), select.POLLIN if reading else select.POLLOUT)

    def wait(self, deadline: float | None) -> None:
        remaining = None if deadline is None else deadline - time.monotonic()
        if remaining is not None and remaining <= 0:
            raise LateError("the deadline passed")
        if self._poll is not None:
            # Rounded up, or the last fraction of a millisecond would spin.
            ready = self._poll.poll(None if remaining is None else int(remaining * 1000) + 1)
        else:
            sockets = [self._socket]
            none: list[socket.socket] = []
            read, write = (sockets, none) if self._reading else (none, sockets)
            ready = any(select.select(read, write, none, remaining))
        if not ready:
            raise LateError("the deadline passed")
