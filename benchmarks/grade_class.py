"""Grades a made class, and says how fast and in how much memory: `python benchmarks/grade_class.py`.

100 students hand in 5 exercises: right answers in several styles, known mistakes, untouched stubs, slow answers and
attacks, made different from each other by comments and by other names for their variables; a share is identical to the
bytes. The comparison is a fresh process of pytest and Hypothesis for each submission, as many at a time as there are
workers, measured in the same run on a sample of the submissions for exercise 46: the one for which
`benchmarks/pytest_baseline` says what it would check. At practice budget both ask 50 questions a property.

Start-up counts on both sides. Memory is the sum over all processes of the pages that each has to itself and its share
of those that it shares (PSS), at its highest; classes of several sizes show whether it grows.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from classes import attacks, disguised, make_assignment, make_collection, slowed

from grader.classroom.executor import LocalExecutor
from grader.classroom.grading import Grading, survey
from grader.classroom.ledger import Ledger
from grader.classroom.model import Graded
from grader.packs import BUILT_IN, Exercise, built_in_root, read_pack

BASELINE = Path(__file__).resolve().parent / "pytest_baseline" / "test_max_pooling.py"
MEASURED = "46_max_pooling"
# Of twenty submissions: what they are. One in eight is then replaced by a copy of another.
MIX = ("right",) * 11 + ("wrong",) * 6 + ("stub", "slow", "hostile")
IDENTICAL = 0.125
IDLE_TURNS = 20_000


def hand_in(exercise: Exercise, count: int, rng: random.Random) -> list[tuple[str, bytes]]:
    """Return what a class hands in for an exercise, each with what it is."""
    right = [exercise.solution, *sorted(exercise.solution.parent.glob("alternate/*.py"))]
    hostile = attacks(exercise, os.getpid())
    made: list[tuple[str, bytes]] = []
    for number in range(count):
        kind = MIX[number % len(MIX)]
        answer = right[number % len(right)].read_bytes()
        if kind == "wrong":
            answer = rng.choice(exercise.wrong).read_bytes()
        elif kind == "slow":
            answer = slowed(answer, IDLE_TURNS)
        elif kind == "hostile":
            answer = next(hostile)
        elif kind == "stub":
            answer = exercise.stub.read_bytes()
        made.append(
            (
                kind,
                disguised(answer, f"s{number:03d}", number) if kind in ("right", "wrong", "slow") else answer,
            )
        )
    for number in rng.sample(range(count), round(IDENTICAL * count)):
        made[number] = rng.choice(made)
    return made


@dataclass
class Measured:
    """One class, graded."""

    seconds: float
    ready: float
    submissions: int
    done: list[Graded]
    memory: int
    processor: float

    @property
    def an_hour(self) -> float:
        """Submissions an hour."""
        return 3600 * self.submissions / self.seconds

    @property
    def each(self) -> float:
        """Processor time of a submission in seconds."""
        return self.processor / self.submissions


@contextmanager
def watched() -> Iterator[list[int]]:
    """Look at the memory of this process and all below it every second; the list has the highest sum in bytes."""
    highest, stop = [0], threading.Event()
    me = psutil.Process()

    def look() -> None:
        while not stop.wait(1.0):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                with suppress(psutil.Error):
                    total += process.memory_full_info().pss
            highest[0] = max(highest[0], total)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield highest
    finally:
        stop.set()
        thread.join()


def processor_time() -> float:
    """Return the processor time of this process and all below it so far, of those too that were waited for."""
    total = 0.0
    me = psutil.Process()
    for process in [me, *me.children(recursive=True)]:
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def grade(
    sources: Mapping[str, Sequence[tuple[str, bytes]]], count: int, workers: int, budget: str
) -> Measured:
    """Grade the first `count` students of a class from nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assignment = make_assignment(folder, list(sources), budget=budget)
        handed_in = {f"s{n:03d}": {stem: all_[n][1] for stem, all_ in sources.items()} for n in range(count)}
        collection = make_collection(folder, handed_in)
        started, spent = time.monotonic(), processor_time()
        with (
            watched() as memory,
            Ledger(folder / "ledger.sqlite") as ledger,
            closing(LocalExecutor(workers=workers)) as executor,
        ):
            grading = Grading(assignment, collection, ledger, survey(assignment, executor))
            ready = time.monotonic() - started
            done = list(grading.run(grading.plan(), executor, "grade"))
            processor = processor_time() - spent
        seconds = time.monotonic() - started
    return Measured(seconds, ready, count * len(sources), done, memory[0], processor)


def baseline(
    sources: Sequence[tuple[str, bytes]], sample: int, workers: int, rng: random.Random
) -> tuple[float, float]:
    """Return how many submissions an hour fresh processes of pytest and Hypothesis check, and the seconds each takes.

    These are of processor time.
    """
    chosen = rng.sample([source for _, source in sources], min(sample, len(sources)))
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / f"s{number}.py" for number in range(len(chosen))]
        for path, source in zip(paths, chosen, strict=True):
            path.write_bytes(source)

        def check(path: Path) -> None:
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(BASELINE)]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            environment = {**os.environ, "SUBMISSION": str(path), "OMP_NUM_THREADS": "1"}
            with_limit = {"timeout": 60, "check": False, "cwd": name, "env": environment}
            with suppress(subprocess.TimeoutExpired):  # an answer without end is given a minute
                subprocess.run(command, **quiet, **with_limit)  # type: ignore[call-overload]

        started, spent = time.monotonic(), processor_time()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(check, paths))
        each = (processor_time() - spent) / len(paths)
        return 3600 * len(paths) / (time.monotonic() - started), each


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 50, 100], help="students of each class")
    parser.add_argument("--exercises", type=int, nargs="+", default=[46, 50, 43, 13, 24])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--budget", default="practice", choices=("practice", "official"))
    parser.add_argument("--sample", type=int, default=12, help="submissions that the comparison checks")
    options = parser.parse_args()
    rng = random.Random(0)
    known = read_pack(built_in_root(), BUILT_IN).exercises
    exercises = [known[number] for number in options.exercises]
    sources = {e.stem: hand_in(e, max(options.sizes), rng) for e in exercises}
    for size in options.sizes:
        measured = grade(sources, size, options.workers, options.budget)
        different = len(measured.done)
        print(
            f"{size:>4} students x {len(exercises)} exercises: {measured.submissions} submissions, "
            f"{different} different; {measured.seconds:.0f} s of which {measured.ready:.0f} s to get ready, "
            f"{measured.each:.2f} s of processor each; {measured.an_hour:.0f} an hour "
            f"({3600 * different / measured.seconds:.0f} different); {measured.memory / 2**20:.0f} MiB at most",
            flush=True,
        )
    by_hash = {graded.key.sha256: graded for graded in measured.done}
    show_kinds(sources, by_hash)
    of_46 = sources.get(MEASURED) or hand_in(known[46], 100, rng)
    checked, each = baseline(of_46, options.sample, options.workers, rng)
    print(
        f"pytest and Hypothesis, a process each, {options.workers} at a time: {checked:.0f} an hour, "
        f"{each:.2f} s of processor each"
    )
    print(
        f"times as many: {measured.an_hour / checked:.1f} by the clock (target 30), "
        f"{each / measured.each:.1f} by processor time, which a busy machine changes less"
    )


def show_kinds(sources: Mapping[str, Sequence[tuple[str, bytes]]], by_hash: Mapping[str, Graded]) -> None:
    """Print what each kind of submission was like, so that it can be seen what takes long."""
    import hashlib

    seconds: dict[tuple[str, str], list[float]] = {}
    outcomes: dict[tuple[str, str], Counter[str]] = {}
    seen: set[str] = set()
    for stem, all_ in sources.items():
        for kind, source in all_:
            name = hashlib.sha256(source).hexdigest()
            graded = by_hash.get(name)
            if graded is None or name in seen:
                continue
            seen.add(name)
            seconds.setdefault((stem, kind), []).append(graded.seconds)
            outcome = str(graded.verdict.status) if graded.verdict else "not graded"
            outcomes.setdefault((stem, kind), Counter())[outcome] += 1
    for (stem, kind), taken in seconds.items():
        told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes[stem, kind].items())
        print(f"  {stem:<24} {kind:<8} {len(taken):>3} of {sum(taken) / len(taken):6.2f} s   {told}")


if __name__ == "__main__":
    main()
