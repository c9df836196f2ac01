"""One submission's life in its own process: set limits, load the source, answer request after request."""

from __future__ import annotations

import linecache
import mmap
import os
import random
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any, NoReturn

import numpy as np
import torch

from . import protocol
from .bans import Bans
from .building import BuildingDecoder
from .encoding import PlainEncoder
from .errors import describe
from .lock import Lock
from .operations import OPERATIONS, Request
from .printed import Printed
from .process import die_with_parent
from .values import HANDLE, CannotSendError, TooManyBytesError, pack, unpack
from .wire import Buffer, Channel, ClosedError

_RESERVE = 1 << 20  # bytes of address space, untouched: where memory ran out, they are for saying so


class UndefinedNameError(Exception):
    """The submission does not define the name."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a child is let in: the profile of its lock, its limits, its folder, the size of torch."""

    profile: str
    limits: dict[str, int]
    scratch: str | None
    base_memory: int


def run_forked(sock: socket.socket, parent: int, lock: Lock, terms: Terms) -> NoReturn:
    """Become a child: called right after the fork, never returns."""
    status = 1
    try:
        os.setsid()
        die_with_parent()
        if os.getppid() != parent:
            os._exit(1)
        serve(sock, lock, terms)
        status = 0
    finally:
        os._exit(status)


def serve(sock: socket.socket, lock: Lock, terms: Terms) -> None:
    """Lock this process in and answer requests until the judge closes the channel."""
    channel = Channel(lock.close(terms.profile, terms.limits, terms.base_memory, terms.scratch, sock))
    try:
        nonce, header, body = channel.receive()
        session = Session(unpack(header), bytes(body), terms.scratch)
        reply, buffers = session.load()
        del body
        while True:
            channel.send(nonce, reply, buffers)
            del reply, buffers
            nonce, header, request = channel.receive()
            reply, buffers = session.answer(header, request)
            del request
    except ClosedError:
        return


def seed_everything(seed: int, *, every_device: bool) -> None:
    """Seed the three global random states."""
    if every_device:
        torch.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)  # torch.manual_seed asks every accelerator too
    np.random.seed(seed % (1 << 32))
    random.seed(seed)


class Session:
    """The learner's module and the objects that the judge holds handles of."""

    def __init__(self, order: dict[str, Any], source: bytes, scratch: str | None) -> None:
        self._filename: str = order["filename"]
        self._source = source
        self._limits: dict[str, int] = order["limits"]
        self._scratch = scratch
        self._module = ModuleType("submission")
        self._bans = Bans(order["bans"])
        self._handles: dict[int, Any] = {protocol.MODULE: self._module}
        self._fresh = protocol.MODULE + 1
        self._reserve: mmap.mmap | None = None
        self._printed = Printed(self._limits["printed"], self._limits["output"])
        sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = self._printed  # type: ignore[misc, assignment]
        seed_everything(order["seed"], every_device=order["device"] not in protocol.FOR_CPU)

    def load(self) -> tuple[bytes, list[Buffer]]:
        """Run the source and reply with the public names that it defines."""
        return self._guarded(self._load)

    def answer(self, header: bytes, body: bytearray) -> tuple[bytes, list[Buffer]]:
        """Do what a request asks and reply."""
        name, released, device, options, tree, table = unpack(header)
        for number in released:
            self._handles.pop(number, None)

        def work(encoder: PlainEncoder) -> Any:
            decoder = BuildingDecoder(table, body, self._resolve, self._inside, device, self._bans)
            operands = decoder.decode(tree)
            gradients = partial(self._bans.lifted, operators=False)
            request = Request(encoder, operands, options, self._inside, self._limits["reply"], gradients)
            return OPERATIONS[name](request)

        return self._guarded(work)

    def _guarded(self, work: Callable[[PlainEncoder], Any]) -> tuple[bytes, list[Buffer]]:
        encoder = PlainEncoder(self._refer, self._limits["reply"])
        reply: list[Any]
        buffers: list[Buffer] = []
        if self._reserve is None:
            with suppress(OSError):
                self._reserve = mmap.mmap(-1, _RESERVE)
        try:
            tree = work(encoder)
            sizes, buffers = encoder.finish()
            reply = [protocol.DONE, tree, sizes]
        except UndefinedNameError as error:
            reply = [protocol.UNDEFINED, str(error), []]
        except TooManyBytesError as error:
            reply = [protocol.OVERSIZE, [error.limit, error.size], []]
        except CannotSendError as error:
            reply = [protocol.UNSENDABLE, str(error), []]
        except (
            BaseException
        ) as error:  # SystemExit and KeyboardInterrupt of the learner's code are answers too
            self._reserve = None
            reply = [protocol.RAISED, describe(error, self._filename), []]
        excess = self._printed.excess  # asked here too: the submission may have caught the exception
        if excess is not None:
            reply, buffers = [protocol.OVERPRINTED, excess, []], []
        printed = [*self._printed.take(), process_time()]
        header = pack([*reply, *printed])
        if len(header) > self._limits["header"]:
            oversize = [self._limits["header"], len(header)]
            return pack([protocol.OVERSIZE, oversize, [], *printed]), []
        return header, buffers

    def _load(self, encoder: PlainEncoder) -> Any:
        module = self._module
        module.__file__ = self._filename
        sys.modules["submission"] = module
        self._bans.install(module)
        lines = self._source.decode("utf-8", "replace").splitlines(keepends=True)
        # A mtime of None tells linecache to keep the entry without looking at the disk.
        linecache.cache[self._filename] = (len(self._source), None, lines, self._filename)
        code = compile(self._source, self._filename, "exec", dont_inherit=True)
        exec(code, module.__dict__)
        names = [
            name
            for name, value in module.__dict__.items()
            if type(name) is str and not name.startswith("_") and not isinstance(value, ModuleType)
        ]
        return encoder.encode(names)

    def _refer(self, value: Any) -> list[Any]:
        number = self._fresh
        self._fresh += 1
        self._handles[number] = value
        return [HANDLE, number, str(type(value).__name__)[:200]]

    def _resolve(self, number: int, path: list[str]) -> Any:
        value = self._handles[number]
        if number == protocol.MODULE and path:
            try:
                value = self._module.__dict__[path[0]]
            except KeyError:
                raise UndefinedNameError(path[0]) from None
            path = path[1:]
        for name in path:
            value = getattr(value, name)
        return value

    def _inside(self, name: str) -> Path:
        if self._scratch is None:
            raise ValueError("this submission was admitted without a scratch folder")
        return Path(self._scratch) / name
