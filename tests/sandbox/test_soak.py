"""Two hundred hostile submissions in a row leave nothing behind: it is counted before and after."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.sandbox import LearnerFault, Limits, Room

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="counts in /proc")

MIB = 1 << 20
ROUNDS = 20
GROWTH = 2 * MIB  # of resident memory over all rounds: 10 KiB a submission, less than any of them keeps

BEGIN = "import os, sys, time\n"
SMALL = {"memory_bytes": 48 * MIB}


@dataclass(frozen=True)
class Hostile:
    """A program, the function of it that is called, and on which terms it is let in."""

    source: str
    limits: dict
    scratch: bool = False
    time_limit: float = 20.0


HOSTILE = {
    "hang": Hostile("def f():\n    while True: pass", {}, time_limit=0.02),
    "hang while loading": Hostile("while True: pass", {"load_seconds": 0.05}),
    "crash": Hostile("import ctypes\ndef f(): ctypes.string_at(0)", {}),
    "exit": Hostile("def f(): os._exit(7)", {}),
    "fork bomb": Hostile("""
def f():
    for _ in range(50):
        try:
            if not os.fork(): time.sleep(60)
        except OSError: pass
    raise RuntimeError
""", {}),
    "memory hog": Hostile("""
kept = []
def f():
    while True: kept.append(bytearray(1 << 20))
""", SMALL),
    "descriptor leak": Hostile("""
import fcntl
def f():
    while True: fcntl.fcntl(3, fcntl.F_DUPFD_CLOEXEC, 3)
""", {}),
    "files": Hostile("""
def f():
    for number in range(10):
        os.makedirs(f"{number}/" * 9)
        open(f"{number}/file", "wb").write(bytes(1 << 12))
    os.symlink("/", "link")
    os.chmod("0", 0)
    raise RuntimeError
""", {}, scratch=True),
    "output flood": Hostile("def f():\n    while True: print('x' * 1000)", {"output_characters": 100_000}),
    "half an answer": Hostile("def f():\n    os.write(3, b'x' * 10)\n    os._exit(0)", {}),
}  # fmt: skip


def below(pid):
    """Return every process that descends from one, zombies too."""
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ends while we look
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *below(int(child))]
    return found


def resident(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def zygote(room):
    pid = room._launcher._process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]) if walls(room) else pid


def walls(room):
    return room._launcher._ways[0].inside


def files(room, outside):
    """Return what lies where scratch folders are made: inside, as the zygote sees it, and outside."""
    inside = Path(f"/proc/{zygote(room)}/root/scratch").rglob("*") if walls(room) else ()
    return sorted(inside), sorted(outside.rglob("*"))


def descriptors(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def submit(room, hostile):
    """Have one hostile program do its worst; it never gets as far as an answer."""
    source = (BEGIN + hostile.source).encode()
    submission = room.admit(source, "answer.py", Limits(**hostile.limits), scratch=hostile.scratch)
    with pytest.raises(LearnerFault):
        submission.learner(time_limit=hostile.time_limit).f()
    submission.close()


def is_honest(room):
    submission = room.admit(b"import torch\ndef f(x): return x + 1", "answer.py")
    answer = submission.learner().f(41)
    submission.close()
    return answer == 42


def until(condition):
    """Wait for what the kernel or the zygote is about to do."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        os.sched_yield()


@pytest.mark.parametrize("without", [(), ("namespaces",)])
def test_two_hundred_hostile_submissions_leave_nothing_behind(without, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Room(without=without) as room:
        for hostile in HOSTILE.values():  # what is used for the first time is used for good
            submit(room, hostile)
        assert is_honest(room)
        until(lambda: len(below(zygote(room))) == 1)  # the spare
        first = zygote(room)

        def counted():
            return {
                "processes": len(below(os.getpid())),
                "descriptors": [descriptors(pid) for pid in (os.getpid(), first)],
                "threads": len(list(Path(f"/proc/{first}/task").iterdir())),
                "files": files(room, tmp_path),
                "submissions": len(room._submissions),
            }

        before, memory = counted(), [resident(pid) for pid in (os.getpid(), first)]
        for _ in range(2 if without else ROUNDS):  # what differs without walls is where the folders are
            for hostile in HOSTILE.values():
                submit(room, hostile)
        assert is_honest(room)
        assert zygote(room) == first
        until(lambda: len(below(first)) == 1)
        assert counted() == before
        grown = [resident(pid) - size for pid, size in zip((os.getpid(), first), memory, strict=True)]
        assert max(grown) < GROWTH, grown
