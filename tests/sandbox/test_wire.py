"""Frames arrive whole, in time and within their caps, or not at all."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from grader.sandbox.room.wire import PREFIX, Channel, ClosedError, LateError, OversizeError, WireError


@pytest.fixture
def pair():
    left, right = socket.socketpair()
    yield Channel(left), Channel(right), right
    left.close()
    right.close()


def soon():
    return time.monotonic() + 0.05


@pytest.mark.parametrize("size", [0, 1, 65_516, 65_517, 1 << 20])
@pytest.mark.parametrize("header", [b"", b"h", b"h" * 70_000], ids=len)
def test_a_frame_of_any_size_arrives_as_it_was(pair, header, size):
    body = bytes(range(256)) * (size // 256 + 1)
    pieces = [body[: size // 2], memoryview(body)[size // 2 : size], b""]
    sender = threading.Thread(target=pair[0].send, args=(2**64 - 1, header, pieces))
    sender.start()
    assert pair[1].receive() == (2**64 - 1, header, bytearray(body[:size]))
    sender.join()


def test_more_pieces_than_one_system_call_takes(pair):
    pair[0].send(1, b"", [b"ab"] * 3_000)
    assert len(pair[1].receive()[2]) == 6_000


def test_nobody_waits_longer_than_the_deadline_to_receive(pair):
    with pytest.raises(LateError):
        pair[0].receive(soon())


def test_nobody_waits_longer_than_the_deadline_to_send(pair):
    with pytest.raises(LateError):
        pair[0].send(1, b"", [bytes(1 << 24)], soon())


def test_a_slow_drip_does_not_stretch_the_deadline(pair):
    channel, _, raw = pair
    raw.send(PREFIX.pack(1, 0, 1_000_000))
    stop = threading.Event()

    def drip():
        while not stop.wait(0.005):
            raw.send(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(LateError):
        channel.receive(soon())
    stop.set()
    dripping.join()


def test_sizes_above_the_caps_are_refused_before_memory_is_taken(pair):
    channel, _, raw = pair
    raw.send(PREFIX.pack(1, 5, 1 << 60))
    with pytest.raises(OversizeError) as caught:
        channel.receive(soon(), 10, 1 << 20)
    assert (caught.value.limit, caught.value.size) == (1 << 20, 1 << 60)
    raw.send(PREFIX.pack(1, 1 << 31, 0))


def test_a_header_above_its_cap_is_refused(pair):
    pair[2].send(PREFIX.pack(1, 11, 0))
    with pytest.raises(OversizeError):
        pair[0].receive(soon(), 10, 10)


def test_bytes_after_the_frame_are_refused(pair):
    pair[2].send(PREFIX.pack(1, 1, 1) + b"abc")
    with pytest.raises(WireError, match="more bytes"):
        pair[0].receive(soon())


def test_a_closed_channel_says_so(pair):
    pair[2].send(PREFIX.pack(1, 1, 1)[:7])
    pair[2].close()
    with pytest.raises(ClosedError):
        pair[0].receive(soon())
