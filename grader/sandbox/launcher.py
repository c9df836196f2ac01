"""The room: starts the clean interpreter, keeps it going, and gets one process after the other from it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol, Self

import msgpack

from grader.sandbox.faults import RoomError
from grader.sandbox.levels import (
    LEVELS,
    NO_BUBBLEWRAP,
    REFUSED,
    SPAWNED,
    Isolation,
    IsolationError,
    isolation,
)
from grader.sandbox.limits import Limits
from grader.sandbox.room import protocol
from grader.sandbox.room.folders import remove_folder
from grader.sandbox.room.process import peak_size
from grader.sandbox.room.wire import Channel, WireError
from grader.sandbox.submission import Submission
from grader.sandbox.walls import Walls, hidden, interpreter, readable, site_folders, ways

_START_SECONDS = 120.0  # importing torch from a cold network disk has taken a minute
_ORDER_SECONDS = 60.0
_MESSAGE = 1 << 17
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "SYSTEMROOT", "TMPDIR")
LAYERS = frozenset(("limits", "syscalls", "fence", "namespaces"))

# The room is loaded by file under a name of its own, so that `grader` need not be importable there.
_BOOTSTRAP = """
import importlib.util, json, sys
folder, descriptor, settings = sys.argv[1:]
find = importlib.util.spec_from_file_location
spec = find("room", folder + "/__init__.py", submodule_search_locations=[folder])
module = sys.modules["room"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
settings = json.loads(settings)
sys.path += settings["site"]
from room.zygote import main
main(int(descriptor), settings)
"""

Terms = tuple[str, dict[str, int], str | None]
"""Of a process: the profile of its lock, the limits that the kernel keeps, and its scratch folder."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a process ended: its exit code, negative for a signal, None where unknown; its peak memory and time."""

    code: int | None
    peak_bytes: int = 0
    processor_seconds: float = 0.0


class Process(Protocol):
    """A fresh interpreter, locked, that waits for a submission on `socket`, and what was warmed in it."""

    socket: socket.socket
    warm: frozenset[str]
    isolation: Isolation

    def peak_memory(self) -> int | None:
        """Return the most bytes that it has had so far beyond what torch takes, where the system tells."""

    def end(self) -> Death:
        """Kill it, if it still runs, and tell how it ended."""

    def drop(self) -> None:
        """Kill it without waiting for its end."""


class _Launcher(Protocol):
    def wait_ready(self) -> None: ...
    def warm(self, names: list[str], wait: bool) -> None: ...
    def launch(self, terms: Terms) -> Process: ...
    def isolation(self, profile: str) -> Isolation: ...
    def make_scratch(self) -> str: ...
    def remove_scratch(self, path: str) -> None: ...
    def modules(self) -> list[str]: ...
    def close(self) -> None: ...


class Room:
    """Where submissions run. Starts another interpreter at once and does not wait for it.

    `launcher` is "fork" (one interpreter imports torch, and a child is forked from it for every
    submission) or "spawn" (an interpreter of its own for each); None takes what the platform has. Below the
    level `isolation` no submission is run: IsolationError says what is missing. `without` leaves layers away, to
    measure what they cost and to see that each is needed: some of `LAYERS`. Use it as a context manager.
    """

    def __init__(
        self,
        *,
        launcher: Literal["fork", "spawn"] | None = None,
        isolation: str = LEVELS[0],
        without: Collection[str] = (),
    ) -> None:
        if launcher not in (None, "fork", "spawn"):
            raise ValueError(f"Room: launcher is {launcher!r}, expected 'fork', 'spawn' or None")
        if isolation not in LEVELS:
            raise ValueError(f"Room: isolation is {isolation!r}, expected one of {', '.join(LEVELS)}")
        if not LAYERS.issuperset(without):
            raise ValueError(f"Room: without is {sorted(without)}, expected some of {sorted(LAYERS)}")
        forks = sys.platform == "linux" if launcher is None else launcher == "fork"
        self._submissions: set[Submission] = set()
        self._least = isolation
        self._launcher: _Launcher = _ForkLauncher(without) if forks else _SpawnLauncher(without)

    @property
    def isolation(self) -> str:
        """What really holds an ordinary submission back, for the report."""
        return str(self.isolation_of("strict"))

    def isolation_of(self, profile: str) -> Isolation:
        """Return what really holds a submission of a profile back; one of `PROFILES` in `room.filters`."""
        return self._launcher.isolation(profile)

    def require(self, profile: str = "strict") -> None:
        """Raise IsolationError where less holds a submission back than this room was made to insist on."""
        if self._least != LEVELS[0]:
            isolation = self.isolation_of(profile)
            if isolation.at_least < LEVELS.index(self._least):
                raise IsolationError(self._least, isolation)

    def wait_ready(self) -> None:
        """Wait until torch is imported there; RoomError if it cannot be."""
        self._launcher.wait_ready()

    def warm(self, names: Collection[str], *, wait: bool = True) -> None:
        """Import ahead what torch imports late, for the submissions that are loaded from now on.

        "optim": torch.optim. "func": torch.func. "lazy": in-place operators on the stand-in device. "print":
        printing tensors. With `wait=False` the caller goes on meanwhile, and the next load waits for it.
        """
        unknown = set(names) - protocol.WARM_SETS
        if unknown:
            raise ValueError(f"warm: {sorted(unknown)}, expected some of {sorted(protocol.WARM_SETS)}")
        self._launcher.warm(sorted(names), wait)

    def admit(
        self,
        source: bytes,
        filename: str,
        limits: Limits | None = None,
        scratch: bool = False,
        *,
        bans: Mapping[str, Any] = protocol.NO_BANS,
    ) -> Submission:
        """Take in a submission; nothing runs before it is loaded or called. `filename` is only displayed.

        `bans` says what its process disables before the file is loaded, as `grader.bans.orders` writes it.
        """
        submission = Submission(
            self, self._submissions.discard, source, filename, limits or Limits(), scratch, bans
        )
        self._submissions.add(submission)
        return submission

    def start_process(self, terms: Terms) -> Process:
        """Return a fresh process; for `Submission`."""
        self.require(terms[0])
        return self._launcher.launch(terms)

    def make_scratch(self) -> str:
        """Return the path of a new scratch folder, as processes see it; for `Submission`."""
        return self._launcher.make_scratch()

    def remove_scratch(self, path: str) -> None:
        """Remove a scratch folder; for `Submission`."""
        self._launcher.remove_scratch(path)

    def loaded_modules(self) -> list[str]:
        """Return the names of the modules that a submission finds already imported."""
        return self._launcher.modules()

    def close(self) -> None:
        """Kill everything and remove the scratch folders."""
        for submission in list(self._submissions):
            submission.close()
        self._launcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _start_interpreter(
    ours: socket.socket,
    end: socket.socket,
    *,
    spawned: bool,
    warm: list[str],
    without: Collection[str],
    walls: Walls,
) -> subprocess.Popen[bytes]:
    """Start an interpreter that talks through `end`, which is closed here; where it fails, so is `ours`."""
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    environment["TORCHINDUCTOR_CACHE_DIR"] = "/"  # there is nowhere to keep what torch compiles, and no need
    # The parent-death signal comes when the starting *thread* ends, so only the main thread may ask for it.
    with_parent = threading.current_thread() is threading.main_thread()
    if os.name == "nt":
        os.set_handle_inheritable(end.fileno(), True)  # type: ignore[attr-defined, unused-ignore]
    settings = {
        "with_parent": with_parent,
        "spawned": spawned,
        "warm": warm,
        "site": site_folders(),
        "readable": readable(),
        "hidden": hidden(),
        "judge": os.getpid(),
        "off": sorted(without),
        "walls": walls.inside,
    }
    if not Path(interpreter()).exists():
        ours.close()
        end.close()
        raise RoomError(f"the room's interpreter {interpreter()} is not there")
    # Without site: what is installed in editable mode has finders there, and the room needs none of it.
    flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
    command = [*walls.command(with_parent, environment), interpreter(), *flags, "-c", _BOOTSTRAP]
    try:
        return subprocess.Popen(
            [*command, walls.room, str(end.fileno()), json.dumps(settings)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=os.name == "posix",  # Ctrl-C at the terminal is for the judge alone
            close_fds=os.name == "posix",
            pass_fds=(end.fileno(),) if os.name == "posix" else (),
        )
    except OSError as error:
        ours.close()
        raise RoomError(f"the room's interpreter {command[0]} does not start: {error}") from None
    finally:
        end.close()


class _DeadError(Exception):
    """The zygote does not answer any more."""


class _ForkLauncher:
    """Talks to one zygote, and starts another when it dies."""

    def __init__(self, without: Collection[str]) -> None:
        self._lock = threading.RLock()
        self._warm: list[str] = []
        self._closed = False
        self._without = without
        self._ways = ways("namespaces" not in without)
        self._no_walls = NO_BUBBLEWRAP if len(self._ways) == 1 else REFUSED
        self._start()

    def _start(self) -> None:
        self._ready = self._warming = False
        self._epoch = object()
        self._held: dict[str, dict[str, list[str]]] = {}
        self._control, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = _start_interpreter(
            self._control, end, spawned=False, warm=self._warm, without=self._without, walls=self._ways[0]
        )

    def wait_ready(self) -> None:
        with self._lock:
            try:
                self._wait_ready()
            except _DeadError:
                raise RoomError("the room's interpreter ended while it was starting") from None

    def isolation(self, profile: str) -> Isolation:
        with self._lock:
            if not self._ready:
                self._order(["modules"], _ORDER_SECONDS)
            if profile not in self._held:
                self._held[profile] = self._order(["try", profile], _ORDER_SECONDS)[1]
            return isolation(profile, self._held[profile], self._about, self._no_walls)

    def make_scratch(self) -> str:
        self.wait_ready()
        inside = self._ways[0].scratch
        if inside is not None:
            return f"{inside}/{os.urandom(8).hex()}"  # made by the zygote
        return tempfile.mkdtemp(prefix="grade-")

    def remove_scratch(self, path: str) -> None:
        with self._lock, contextlib.suppress(RoomError):
            if self._ways[0].scratch is None:
                remove_folder(path)
            elif not self._closed and self._ready:
                self._order(["remove", path], _ORDER_SECONDS)

    def warm(self, names: list[str], wait: bool) -> None:
        with self._lock:
            missing = [name for name in names if name not in self._warm]
            if missing:
                self._order(["warm", *missing], None)
                self._warm += missing
                self._warming = True
            if wait:
                self._order(["modules"], _ORDER_SECONDS)

    def modules(self) -> list[str]:
        return [str(name) for name in self._order(["modules"], _ORDER_SECONDS)[1:]]

    def launch(self, terms: Terms) -> Process:
        with self._lock:
            answer = self._order(["fork", *terms], _ORDER_SECONDS)
            channel = self._received.pop()
            self._held[terms[0]] = answer[2]
            place = isolation(terms[0], answer[2], self._about, self._no_walls)
            return _Forked(self, self._epoch, channel, int(answer[1]), frozenset(self._warm), place)

    def end(self, epoch: object, pid: int) -> Death:
        with self._lock:
            if epoch is not self._epoch or self._closed:
                return Death(None)  # it died with its zygote
            try:
                _, code, peak, spent = self._exchange(["kill", pid], _ORDER_SECONDS)
            except _DeadError:
                return Death(None)
        return Death(code, peak * 1024, spent)

    def peak_memory(self, epoch: object, pid: int) -> int | None:
        with self._lock, contextlib.suppress(_DeadError):
            if epoch is self._epoch and not self._closed:
                peak: int | None = self._exchange(["memory", pid], _ORDER_SECONDS)[1]
                return peak
        return None

    def drop(self, epoch: object, pid: int) -> None:
        with self._lock, contextlib.suppress(_DeadError):
            if epoch is self._epoch and not self._closed:
                self._exchange(["drop", pid], _ORDER_SECONDS)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._stop()

    def _stop(self) -> None:
        self._control.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()  # the children follow by their parent-death signal
        self._process.wait()

    def _order(self, words: list[Any], seconds: float | None) -> list[Any]:
        """Give an order and wait for the answer, unless `seconds` is None; a sick zygote is replaced once."""
        with self._lock:
            if self._closed:
                raise RoomError("the room is closed")
            for _ in range(2):
                try:
                    self._wait_ready()
                    return self._exchange(words, seconds)
                except _DeadError:
                    self._stop()
                    self._start()
            raise RoomError("the room's interpreter died twice in a row")

    def _wait_ready(self) -> None:
        """Wait for the first word. Where there is none, the next way of starting is tried: walls may be refused."""
        while not self._ready:
            try:
                _, _, _, self._about, held = self._receive(_START_SECONDS)
            except (_DeadError, RoomError):
                if len(self._ways) == 1:
                    raise
                del self._ways[0]
                self._stop()
                self._start()
                continue
            self._held["strict"] = held
            self._ready = True

    def _exchange(self, words: list[Any], seconds: float | None) -> list[Any]:
        if self._warming:
            # A set that this torch cannot warm is imported late, as it would be anyway: no reason to give up.
            self._warming = False
            with contextlib.suppress(RoomError):
                self._receive(_START_SECONDS)
        try:
            self._control.settimeout(_ORDER_SECONDS)
            self._control.send(msgpack.packb(words))
        except OSError:
            raise _DeadError from None
        return [] if seconds is None else self._receive(seconds)

    def _receive(self, seconds: float) -> list[Any]:
        self._control.settimeout(seconds)
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, _MESSAGE, 1)
        except OSError:  # one that does not answer in time is as good as dead
            raise _DeadError from None
        self._received = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        if not data:
            raise _DeadError
        answer: list[Any] = msgpack.unpackb(data)
        if answer[0] == "failed":
            raise RoomError(f"the room's interpreter cannot work: {answer[1]}")
        return answer


class _Forked:
    """A child of the zygote."""

    def __init__(
        self,
        launcher: _ForkLauncher,
        epoch: object,
        ours: socket.socket,
        pid: int,
        warm: frozenset[str],
        isolation: Isolation,
    ) -> None:
        self.socket = ours
        self.warm = warm
        self.isolation = isolation
        self._launcher = launcher
        self._epoch = epoch
        self._pid = pid

    def peak_memory(self) -> int | None:
        return self._launcher.peak_memory(self._epoch, self._pid)

    def end(self) -> Death:
        return self._launcher.end(self._epoch, self._pid)

    def drop(self) -> None:
        self._launcher.drop(self._epoch, self._pid)


class _SpawnLauncher:
    """Starts an interpreter for every submission, always one ahead of need."""

    def __init__(self, without: Collection[str]) -> None:
        self._without = without
        self._warm: list[str] = []
        self._closed = False
        self._isolations: dict[str, Isolation] = {}
        self._spare: _Spawned | None = _Spawned(self._warm, self._without)

    def wait_ready(self) -> None:
        if self._spare is None:
            self._spare = _Spawned(self._warm, self._without)
        self._spare.wait_ready()

    def warm(self, names: list[str], wait: bool) -> None:
        missing = [name for name in names if name not in self._warm]
        if missing:
            self._warm += missing
            self._drop_spare()
            self._spare = _Spawned(self._warm, self._without)
        if wait:
            self.wait_ready()

    def launch(self, terms: Terms) -> Process:
        if self._closed:
            raise RoomError("the room is closed")
        for _ in range(2):
            process = self._spare or _Spawned(self._warm, self._without)
            self._spare = None
            try:
                process.wait_ready()
                process.lock(terms)
            except WireError:
                process.end()
                continue
            self._spare = _Spawned(self._warm, self._without)
            return process
        raise RoomError("the room's interpreter ended twice while it was starting")

    def isolation(self, profile: str) -> Isolation:
        if profile not in self._isolations:
            process = self.launch((profile, Limits().of_the_kernel, None))
            self._isolations[profile] = process.isolation
            process.end()
            process.socket.close()
        return self._isolations[profile]

    def make_scratch(self) -> str:
        return tempfile.mkdtemp(prefix="grade-")

    def remove_scratch(self, path: str) -> None:
        remove_folder(path)

    def modules(self) -> list[str]:
        self.wait_ready()
        assert self._spare is not None
        return self._spare.modules

    def close(self) -> None:
        self._closed = True
        self._drop_spare()

    def _drop_spare(self) -> None:
        if self._spare is not None:
            self._spare.end()
            self._spare.socket.close()
            self._spare = None


class _Spawned:
    """An interpreter of its own."""

    def __init__(self, warm: list[str], without: Collection[str]) -> None:
        self.socket, end = socket.socketpair()
        self.isolation = Isolation(LEVELS[0], "")
        self.warm = frozenset(warm)
        self.modules: list[str] = []
        self._ready = False
        self._about: dict[str, Any] = {}
        self._size, self._spent = 0, 0.0
        self._process = _start_interpreter(
            self.socket, end, spawned=True, warm=warm, without=without, walls=Walls("none")
        )

    def wait_ready(self) -> None:
        """Wait for its first word; WireError when it ends instead."""
        if self._ready:
            return
        _, header, _ = Channel(self.socket).receive(time.monotonic() + _START_SECONDS)
        word, *rest = msgpack.unpackb(header)
        if word == "failed":
            raise RoomError(f"the room's interpreter cannot work: {rest[0]}")
        self._about, *self.modules = rest
        self._ready = True

    def lock(self, terms: Terms) -> None:
        """Have it lock itself in, and hear what holds; WireError when it ends instead."""
        channel = Channel(self.socket)
        deadline = time.monotonic() + _ORDER_SECONDS
        channel.send(0, msgpack.packb(terms), [], deadline)
        _, header, _ = channel.receive(deadline)
        _, held, self._size, self._spent = msgpack.unpackb(header)
        self.isolation = isolation(terms[0], held, self._about, SPAWNED)

    def peak_memory(self) -> int | None:
        peak = peak_size(self._process.pid)
        return None if peak is None else max(0, peak - self._size)

    def drop(self) -> None:
        self.end()

    def end(self) -> Death:
        if self._process.returncode is not None:
            return Death(self._process.returncode)
        if os.name != "posix":
            self._process.kill()
            return Death(self._process.wait())
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self._process.pid, signal.SIGKILL)
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Death(self._process.returncode, peak, usage.ru_utime + usage.ru_stime - self._spent)
