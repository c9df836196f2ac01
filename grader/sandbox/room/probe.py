"""Finds out what really holds: children that try the forbidden things and tell which ones they could do."""

from __future__ import annotations

import mmap
import os
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import msgpack

from .process import C_LIBRARY, resource

_LIMITS = {"memory": 1 << 30, "cpu": 10, "file": 1 << 20, "open": 64}
_CLONE_NEWUSER = 0x10000000
_PTRACE_TRACEME = 0
_PR_GET_DUMPABLE = 3
_SECONDS = 10.0


class Places:
    """Where a probe looks: folders that must stay hidden, and the judge's process."""

    def __init__(self, hidden: Sequence[str], judge: int) -> None:
        self.hidden = hidden
        self.judge = judge


def probe_lock(
    lock: Callable[[dict[str, int], socket.socket], socket.socket], profile: str, places: Places
) -> dict[str, list[str]]:
    """Return what a locked child could do in spite of its limits and of the calls that are refused."""
    limits = {**_LIMITS, "memory": 0} if profile == "driver" else _LIMITS

    def work(channel: socket.socket) -> socket.socket:
        channel = lock(limits, channel)
        found = {
            "limits": _done(_over_limits(limits["memory"])),
            "syscalls": _done({**_forbidden_calls(profile), **_files(profile, places)}),
        }
        channel.send(msgpack.packb(found))
        return channel

    return _in_a_child(work, {"limits": ["anything"], "syscalls": ["anything"]})


def probe_walls(places: Places) -> list[str]:
    """Return what a child that is not locked could do in spite of the namespaces."""

    def work(channel: socket.socket) -> socket.socket:
        channel.send(msgpack.packb({"walls": _done(_beyond_the_walls(places))}))
        return channel

    return _in_a_child(work, {"walls": ["anything"]})["walls"]


_Work = Callable[[socket.socket], socket.socket]


def _in_a_child(work: _Work, otherwise: dict[str, list[str]]) -> dict[str, list[str]]:
    if not hasattr(os, "fork"):
        return otherwise
    ours, theirs = socket.socketpair()
    with ours:
        pid = os.fork()
        if not pid:
            _try_out(theirs, work)
        theirs.close()
        ours.settimeout(_SECONDS)
        try:
            data = ours.recv(1 << 16)
        except TimeoutError:
            data = b""
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return msgpack.unpackb(data) if data else otherwise


def _try_out(channel: socket.socket, work: _Work) -> NoReturn:
    try:
        work(channel)
    finally:
        os._exit(0)


def _done(attempts: dict[str, Callable[[], object]]) -> list[str]:
    """Return the names of the attempts that were not refused."""
    done = []
    for name, attempt in attempts.items():
        try:
            if attempt() is not False:
                done.append(name)
        except (OSError, ValueError, MemoryError, AttributeError):
            continue
    return done


def _over_limits(memory: int) -> dict[str, Callable[[], object]]:
    attempts: dict[str, Callable[[], object]] = {}
    if resource is None:
        return {"limits": lambda: True}
    endless = resource.RLIM_INFINITY
    if memory:
        attempts["memory"] = lambda: mmap.mmap(-1, memory + (1 << 28))
        attempts["more memory"] = lambda: resource.setrlimit(resource.RLIMIT_AS, (endless, endless))
    attempts["more time"] = lambda: resource.setrlimit(resource.RLIMIT_CPU, (endless, endless))
    return attempts


def _call(name: str, *arguments: Any) -> Callable[[], bool]:
    """Return an attempt at a call that succeeds unless it is refused."""

    def attempt() -> bool:
        assert C_LIBRARY is not None
        return int(getattr(C_LIBRARY, name)(*arguments)) >= 0

    return attempt


def _forbidden_calls(profile: str) -> dict[str, Callable[[], object]]:
    if C_LIBRARY is None:
        return {"calls": lambda: True}
    attempts: dict[str, Callable[[], object]] = {
        "fork": _fork,
        "exec": _exec,
        "internet": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "datagrams": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "netlink": lambda: socket.socket(getattr(socket, "AF_NETLINK", 16), socket.SOCK_RAW),
        "signals": lambda: os.kill(os.getppid(), 0),
        "ptrace": _call("ptrace", _PTRACE_TRACEME, 0, 0, 0),
        "other memory": _call("process_vm_readv", os.getppid(), None, 0, None, 0, 0),
        "namespaces": _call("unshare", 0),
        "priorities": lambda: os.setpriority(os.PRIO_PROCESS, 0, 19),
        "io_uring": _call("syscall", 425, 1, None),
        "pidfd": _call("syscall", 434, os.getpid(), 0),
    }
    if profile != "driver":
        attempts |= {
            "memory files": _call("memfd_create", b"probe", 0),
            "prctl": _call("prctl", _PR_GET_DUMPABLE, 0, 0, 0, 0),
            "unix sockets": lambda: socket.socket(socket.AF_UNIX),
            "daemons": os.setsid,
        }
    return attempts


def _files(profile: str, places: Places) -> dict[str, Callable[[], object]]:
    attempts: dict[str, Callable[[], object]] = {}
    if profile == "strict":
        attempts["reading"] = lambda: os.open("/dev/null", os.O_RDONLY)
        attempts["looking"] = Path("/").stat
    else:
        attempts |= {f"reading {path}": _looking(path) for path in places.hidden}
    for path in ("/", "/tmp", "/var/tmp", "/dev/shm", *places.hidden):
        attempts[f"writing to {path}"] = _writing(path)
    return attempts


def _beyond_the_walls(places: Places) -> dict[str, Callable[[], object]]:
    attempts: dict[str, Callable[[], object]] = {
        **{f"reading {path}": _looking(path) for path in places.hidden},
        **{f"writing to {path}": _writing(path) for path in ("/", "/tmp", "/var/tmp", *places.hidden)},
        "network": _network,
        "the judge": lambda: os.kill(places.judge, 0),
        "more namespaces": _call("unshare", _CLONE_NEWUSER),
        "environment": lambda: any(name in os.environ for name in ("HOME", "USER", "SSH_AUTH_SOCK")),
    }
    return attempts


def _fork() -> None:
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)


def _exec() -> bool:
    """A program that is not there: refused, or looked for in vain."""
    try:
        os.execv("/no/such/program", ["program"])
    except FileNotFoundError:
        return True


def _network() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(
            ("192.0.2.1", 9)
        )  # an address for documentation; connecting a datagram socket sends nothing


def _looking(path: str) -> Callable[[], object]:
    return lambda: list(Path(path).iterdir())


def _writing(folder: str) -> Callable[[], object]:
    path = f"{folder}/.probe-{os.getpid()}"

    def attempt() -> None:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        Path(path).unlink()

    return attempt
