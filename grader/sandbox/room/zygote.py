"""The clean interpreter that imports torch once and forks a child for every submission."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import msgpack

from .process import adopt_orphans, count_threads, die_with_parent, own_size
from .wire import Channel

_REAP_SECONDS = 0.005
MESSAGE = 1 << 17  # bytes; the largest is the list of loaded modules


def main(descriptor: int, with_parent: bool, warm: list[str], spawned: bool) -> None:
    """Prepare, then fork children as the judge asks; or, when `spawned`, be the one child."""
    control = socket.socket(fileno=descriptor)
    try:
        if with_parent:
            die_with_parent()
        report = _prepare(warm)
    except BaseException as error:  # whatever it is, the judge shall tell the user
        text = f"{type(error).__name__}: {error}"
        if spawned:
            Channel(control).send(0, msgpack.packb(["failed", text]), [])
        else:
            _say(control, "failed", text)
        return
    with contextlib.suppress(OSError):
        if spawned:
            from .child import serve

            Channel(control).send(0, msgpack.packb(["ready", *sys.modules]), [])
            serve(control, own_size())
        else:
            _say(control, "ready", *report)
            _Zygote(control).run()


def _say(control: socket.socket, *words: Any) -> None:
    control.send(msgpack.packb(list(words)))


def _prepare(warm: list[str]) -> list[Any]:
    import torch

    from .imports import close_imports
    from .warm import SETS, lazy_device, rehearse

    torch.set_num_threads(1)
    torch.backends.cudnn.allow_tf32 = False
    lazy = lazy_device()
    rehearse()
    for name in warm:
        SETS[name]()
    close_imports()
    return [count_threads(), lazy]


class _Zygote:
    """Answers the judge's orders one by one."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: set[int] = set()
        self._dying: set[int] = set()

    def run(self) -> None:
        """Serve until the judge goes away, then take every child along."""
        adopt_orphans()
        self._settle()
        while True:
            # While something dies it is looked after often, or it would stay a zombie until the next order.
            self._control.settimeout(_REAP_SECONDS if self._dying else None)
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE, 1)
            except TimeoutError:
                self._reap()
                continue
            if not data:
                break
            self._reap()
            verb, *rest = msgpack.unpackb(data)
            if verb == "fork":
                self._fork(descriptors[0])
            elif verb == "kill":
                self._kill(rest[0])
            elif verb == "drop":
                self._drop(rest[0])
            elif verb == "warm":
                self._warm(rest)
            elif verb == "modules":
                _say(self._control, "modules", *sys.modules)
        for pid in list(self._children):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def _settle(self) -> None:
        """Make what is loaded cheap to share: the collector of a child must not touch it."""
        gc.collect()
        gc.freeze()
        self._size = own_size()

    def _warm(self, names: list[str]) -> None:
        from .warm import SETS

        gc.unfreeze()
        try:
            for name in names:
                SETS[name]()
        except Exception as error:  # told to the judge, which raises it there
            _say(self._control, "failed", f"{type(error).__name__}: {error}")
        else:
            _say(self._control, "warm", count_threads())
        self._settle()

    def _fork(self, descriptor: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            from .child import run_forked

            run_forked(descriptor, parent, self._size)
        os.close(descriptor)
        self._children.add(pid)
        _say(self._control, "forked", pid)

    def _kill(self, pid: int) -> None:
        """Kill a child with its process group and tell how it ended, if it had ended by itself before."""
        if pid not in self._children:
            _say(self._control, "ended", None, 0)
            return
        self._signal(pid)
        _, status, usage = os.wait4(pid, 0)
        self._children.discard(pid)
        self._kill_orphans()
        _say(self._control, "ended", os.waitstatus_to_exitcode(status), usage.ru_maxrss)

    def _drop(self, pid: int) -> None:
        """Kill a child without waiting: taking down its memory costs more than starting another."""
        if pid in self._children:
            self._signal(pid)
            self._dying.add(pid)
        _say(self._control, "dropped")

    @staticmethod
    def _signal(pid: int) -> None:
        # The group may not exist yet: then the child has not come as far as making its own.
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Bury those of the dying that are dead."""
        for pid in list(self._dying):
            if os.waitpid(pid, os.WNOHANG)[0]:
                self._dying.discard(pid)
                self._children.discard(pid)
                self._kill_orphans()

    def _kill_orphans(self) -> None:
        """Kill what a child left behind: as their subreaper the zygote inherits its descendants."""
        for _ in range(100):
            try:
                found = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
            except OSError:
                return
            orphans = set(map(int, found)) - self._children
            if not orphans:
                return
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
