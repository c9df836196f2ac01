"""The clean interpreter that imports torch once and forks a child for every submission."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
from pathlib import Path
from time import process_time
from typing import Any

import msgpack

from .folders import remove_folder
from .lock import Lock
from .probe import Places, probe_lock, probe_walls
from .process import adopt_orphans, count_threads, die_with_parent, own_size, peak_size
from .wire import Channel, ClosedError

_REAP_SECONDS = 0.005
MESSAGE = 1 << 17  # bytes; the largest is the list of loaded modules


def main(descriptor: int, settings: dict[str, Any]) -> None:
    """Prepare, then fork children as the judge asks; or, when `spawned`, be the one child.

    `settings`: "with_parent" and "spawned" (bool), "warm" (names of sets), "site" (folders of packages),
    "readable" (what a submission may read), "hidden" (what it must not find), "judge" (a process number),
    "off" (layers to leave away), "walls" (whether there are namespaces around).
    """
    gc.disable()  # what is imported stays: looking for garbage among it takes a tenth of the whole start
    control = socket.socket(fileno=descriptor)
    try:
        if settings["with_parent"]:
            die_with_parent()
        room = _Room(settings)
        report = _prepare(settings["warm"], settings["site"])
    except BaseException as error:  # whatever it is, the judge shall tell the user
        text = f"{type(error).__name__}: {error}"
        if settings["spawned"]:
            Channel(control).send(0, msgpack.packb(["failed", text]), [])
        else:
            _say(control, "failed", text)
        return
    with contextlib.suppress(OSError):
        if settings["spawned"]:
            _be_the_child(control, room)
        else:
            zygote = _Zygote(control, room)
            _say(control, "ready", *report, room.about, room.held("strict"))
            zygote.run()


def _say(control: socket.socket, *words: Any) -> None:
    control.send(msgpack.packb(list(words)))


def _prepare(warm: list[str], site: list[str]) -> list[Any]:
    import torch

    from .imports import close_imports
    from .shelf import Shelf
    from .stand_in import start
    from .warm import SETS, rehearse

    torch.set_num_threads(1)
    torch.backends.cudnn.allow_tf32 = False
    lazy = start()
    rehearse()
    close_imports(site, Shelf(site))
    for name in warm:
        SETS[name]()
    return [count_threads(), lazy]


def _keep_what_is_loaded() -> None:
    """Make what is loaded cheap to share: the collector of a child must not touch it."""
    gc.freeze()
    gc.enable()


def _be_the_child(control: socket.socket, room: _Room) -> None:
    """Tell what is loaded, hear the terms, and serve one submission."""
    from .child import Terms, serve

    _keep_what_is_loaded()
    channel = Channel(control)
    channel.send(0, msgpack.packb(["ready", room.about, *sys.modules]), [])
    try:
        profile, limits, scratch = msgpack.unpackb(channel.receive()[1])
    except ClosedError:
        return
    held, size = room.held(profile), own_size()
    channel.send(0, msgpack.packb(["held", held, size, process_time()]), [])
    serve(control, room.lock, Terms(profile, limits, scratch, size))


class _Room:
    """The lock, and what was found out about how well it holds."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.lock = Lock(settings["readable"], settings["off"])
        self._places = Places(settings["hidden"], settings["judge"])
        self._held: dict[str, dict[str, list[str]]] = {}
        walls = probe_walls(self._places) if settings["walls"] else None
        self.about = {"missing": self.lock.missing, "walls": walls}

    def held(self, profile: str) -> dict[str, list[str]]:
        """Return what a child could do in spite of a profile's lock; tried once."""
        if profile not in self._held:
            size = own_size()

            def close(limits: dict[str, int], channel: socket.socket) -> socket.socket:
                return self.lock.close(profile, limits, size, None, channel)

            self._held[profile] = probe_lock(close, profile, self._places)
        return self._held[profile]


class _Zygote:
    """Answers the judge's orders one by one."""

    def __init__(self, control: socket.socket, room: _Room) -> None:
        self._control = control
        self._room = room
        self._children: set[int] = set()
        self._dying: set[int] = set()
        self._spare: tuple[tuple[Any, ...], int, socket.socket] | None = None

    def run(self) -> None:
        """Serve until the judge goes away, then take every child along."""
        adopt_orphans()
        self._settle()
        while True:
            # While something dies it is looked after often, or it would stay a zombie until the next order.
            self._control.settimeout(_REAP_SECONDS if self._dying else None)
            try:
                data = self._control.recv(MESSAGE)
            except TimeoutError:
                self._reap()
                continue
            if not data:
                break
            self._reap()
            verb, *rest = msgpack.unpackb(data)
            if verb == "fork":
                self._hand_out(*rest)
            elif verb == "kill":
                self._kill(rest[0])
            elif verb == "drop":
                self._drop(rest[0])
            elif verb == "memory":
                self._tell_memory(rest[0])
            elif verb == "try":
                _say(self._control, "held", self._room.held(rest[0]))
            elif verb == "remove":
                remove_folder(rest[0])
                _say(self._control, "removed")
            elif verb == "warm":
                self._warm(rest)
            elif verb == "modules":
                _say(self._control, "modules", *sys.modules)
        for pid in list(self._children):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def _settle(self) -> None:
        _keep_what_is_loaded()
        self._size = own_size()

    def _warm(self, names: list[str]) -> None:
        from .warm import SETS

        gc.disable()
        self._drop_spare()  # it has not seen what comes now
        try:
            for name in names:
                SETS[name]()
        except Exception as error:  # told to the judge, which raises it there
            _say(self._control, "failed", f"{type(error).__name__}: {error}")
        else:
            _say(self._control, "warm", count_threads())
        self._settle()

    def _hand_out(self, profile: str, limits: dict[str, int], scratch: str | None) -> None:
        """Give the judge a child's channel: that of the spare where its terms are the same."""
        held = self._room.held(profile)
        terms = (profile, sorted(limits.items()), scratch)
        spare, self._spare = self._spare, None
        if spare is not None and (spare[0] != terms or not self._lives(spare[1])):
            self._bury(spare)
            spare = None
        _, pid, channel = spare or self._fork(profile, limits, scratch)
        self._children.add(pid)
        with channel:
            words = msgpack.packb(["forked", pid, held])
            socket.send_fds(self._control, [words], [channel.fileno()])
        if scratch is None:
            self._spare = self._fork(profile, limits, None)

    def _fork(
        self, profile: str, limits: dict[str, int], scratch: str | None
    ) -> tuple[tuple[Any, ...], int, socket.socket]:
        if scratch is not None:
            Path(scratch).mkdir(mode=0o700, exist_ok=True)
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        with theirs:
            pid = os.fork()
            if not pid:
                from .child import Terms, run_forked

                run_forked(theirs, parent, self._room.lock, Terms(profile, limits, scratch, self._size))
        return (profile, sorted(limits.items()), scratch), pid, ours

    @staticmethod
    def _lives(pid: int) -> bool:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def _drop_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            self._bury(spare)

    def _bury(self, spare: tuple[tuple[Any, ...], int, socket.socket]) -> None:
        _, pid, channel = spare
        channel.close()
        self._signal(pid)
        os.waitpid(pid, 0)

    def _kill(self, pid: int) -> None:
        """Kill a child with its process group and tell how it ended, if it had ended by itself before."""
        if pid not in self._children:
            _say(self._control, "ended", None, 0, 0.0)
            return
        self._signal(pid)
        _, status, usage = os.wait4(pid, 0)
        self._children.discard(pid)
        self._dying.discard(pid)
        self._kill_orphans()
        spent = usage.ru_utime + usage.ru_stime
        _say(self._control, "ended", os.waitstatus_to_exitcode(status), usage.ru_maxrss, spent)

    def _tell_memory(self, pid: int) -> None:
        """Tell the most memory that a child has had beyond what it was born with."""
        peak = peak_size(pid) if pid in self._children else None
        _say(self._control, "memory", None if peak is None else max(0, peak - self._size))

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
            orphans = set(map(int, found)) - self._children - ({self._spare[1]} if self._spare else set())
            if not orphans:
                return
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
