"""Prints what the lock costs, measured in one run: `python benchmarks/lock.py`.

Every figure is the median of its runs, and what is compared runs in turn, the first one changing places. Nothing here
passes or fails: a noisy machine is no error. Two cores are used, however many there are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from grader.judge import Judge
from grader.packs import all_exercises, find_packs
from grader.sandbox import Limits, Room, Submission
from grader.sandbox.launcher import LAYERS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = b"def f(x): return x\n"

# Locks one forked child after the other in a fresh interpreter, as the room does, and prints the medians.
LOCKED_DOWN = """
import gc, json, os, socket, statistics, sys, time
from grader.sandbox.room.lock import Lock
from grader.sandbox.room.process import own_size
import torch
lock, size, limits, taken = Lock(()), own_size(), json.loads(sys.argv[2]), []
gc.collect()
gc.freeze()
for _ in range(int(sys.argv[1])):
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if not pid:
        ours.close()
        started = time.perf_counter()
        channel = lock.close("strict", limits, size, None, theirs)
        channel.send(repr(time.perf_counter() - started).encode())
        os._exit(0)
    theirs.close()
    taken.append(float(ours.recv(100)))
    ours.close()
    os.waitpid(pid, 0)
print(statistics.median(taken))
"""


def report(name: str, figure: str, target: str) -> None:
    """Print one line of the table."""
    print(f"{name:<52} {figure:>34}   target {target}", flush=True)


def timed(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def lock_down(runs: int) -> None:
    """The lock alone: what a child does to itself before it reads the source."""
    arguments = [str(20 * runs), json.dumps(Limits().of_the_kernel)]
    done = subprocess.run(
        [sys.executable, "-c", LOCKED_DOWN, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    report("lock-down of a child", f"{1e3 * float(done.stdout):.2f} ms", "1 ms")


def child(room: Room) -> None:
    """Have one fresh child answer one question."""
    submission = room.admit(SOURCE, "f.py")
    submission.learner().f(1)
    submission.close()


def children(runs: int) -> None:
    """Fresh locked children, one by one and from two zygotes at once."""
    with Room() as first, Room() as second:
        for room in (first, second):
            child(room)
        first_results = median(timed(lambda: child(first)) for _ in range(20 * runs))
        report(
            f"fresh child to its first result ({first.isolation})", f"{1e3 * first_results:.1f} ms", "15 ms"
        )
        each = 30 * runs

        def many(room: Room) -> None:
            for _ in range(each):
                child(room)

        with ThreadPoolExecutor(2) as pool:
            seconds = timed(lambda: list(pool.map(many, (first, second))))
        report("fresh children a second, two zygotes", f"{2 * each / seconds:.0f}", "50")


class Counting(Room):
    """A room that adds up the processor time of its submissions: on a busy machine the clock says little."""

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.submissions: list[Submission] = []

    def admit(self, *arguments, **options) -> Submission:
        """Let a submission in, and remember it."""
        self.submissions.append(super().admit(*arguments, **options))
        return self.submissions[-1]

    def measured(self, work: Callable[[], object]) -> tuple[float, float]:
        """Return how long some work takes, by the clock and of both processes' processor time."""
        self.submissions.clear()
        before = time.process_time()
        seconds = timed(work)
        spent = time.process_time() - before
        return seconds, spent + sum(submission.processor_seconds for submission in self.submissions)


def exercises(runs: int, numbers: list[int]) -> None:
    """Whole exercises, in turn with and without the lock."""
    with Counting() as locked, Counting(without=LAYERS) as open_room:
        judges = Judge(locked), Judge(open_room)
        for exercise in all_exercises(find_packs()):
            source = ROOT / "solutions" / exercise.folder.name / f"{exercise.slug}.py"
            if (numbers and exercise.number not in numbers) or not source.exists():
                continue
            if not exercise.contract.exists():
                continue
            taken: tuple[list[tuple[float, float]], ...] = ([], [])
            for run in range(runs + 1):
                pairs = list(zip(judges, taken, strict=True))
                for judge, figures in pairs if run % 2 else reversed(pairs):

                    def grade(judge: Judge = judge) -> None:
                        judge.grade(exercise, source.read_bytes(), source.name, seed=1)  # noqa: B023 - at once

                    figure = judge.room.measured(grade)
                    if run:  # the first one draws the questions
                        figures.append(figure)
            for index, what in enumerate(("clock", "processor")):
                on, off = (median(figure[index] for figure in figures) for figures in taken)
                name = f"exercise {exercise.number}, lock on / off, {what}"
                report(name, f"{on:.2f} s / {off:.2f} s = {on / off:.2f}", "1.10")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each thing is measured")
    parser.add_argument("numbers", type=int, nargs="*", help="only these exercises")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    lock_down(arguments.runs)
    children(arguments.runs)
    exercises(arguments.runs, arguments.numbers)


if __name__ == "__main__":
    main()
