"""Grades honest submissions alone and among attacks, and compares: `python benchmarks/hostile_class.py`.

70 honest submissions, right and wrong ones made different from each other, are graded; then, with a fresh ledger, the
same 70 with 30 programs of the attack suite among them. No honest grade may differ in anything but the time it took.
The exit status is 0 when that held.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from classes import attacks, disguised, make_assignment, make_collection, timeless

from grader.classroom.executor import LocalExecutor
from grader.classroom.grading import Grading, survey
from grader.classroom.ledger import Ledger
from grader.packs import BUILT_IN, Exercise, built_in_root, read_pack


def honest(exercise: Exercise, count: int) -> list[bytes]:
    """Return right and wrong answers, two to one."""
    right = [exercise.solution, *sorted(exercise.solution.parent.glob("alternate/*.py"))]
    return [
        disguised(
            (
                exercise.wrong[number % len(exercise.wrong)]
                if number % 3 == 2
                else right[number % len(right)]
            ).read_bytes(),
            "honest",
            number,
        )
        for number in range(count)
    ]


def grade(
    sources: list[bytes], exercise: Exercise, workers: int, budget: str
) -> dict[tuple[str, str], list[Any]]:
    """Return what became of everything that was handed in."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assignment = make_assignment(folder, [exercise.stem], budget=budget)
        collection = make_collection(folder, {f"s{n:03d}": {exercise.stem: s} for n, s in enumerate(sources)})
        with (
            Ledger(folder / "ledger.sqlite") as ledger,
            closing(LocalExecutor(workers=workers)) as executor,
        ):
            grading = Grading(assignment, collection, ledger, survey(assignment, executor))
            done = list(grading.run(grading.plan(), executor, "grade"))
            found = timeless(ledger, assignment)
    told = Counter(str(graded.verdict.status) if graded.verdict else graded.reason for graded in done)
    print(f"{len(done)} graded in {time.monotonic() - started:.0f} s: {dict(told)}", flush=True)
    return found


def main() -> int:
    """Do it, and say what was seen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--honest", type=int, default=70)
    parser.add_argument("--hostile", type=int, default=30)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--exercise", type=int, default=46)
    parser.add_argument("--budget", default="practice")
    options = parser.parse_args()
    exercise = read_pack(built_in_root(), BUILT_IN).exercises[options.exercise]
    good = honest(exercise, options.honest)
    bad = [source for source, _ in zip(attacks(exercise, os.getpid()), range(options.hostile), strict=False)]
    mixed = [*good, *bad]
    random.Random(0).shuffle(mixed)
    alone = grade(good, exercise, options.workers, options.budget)
    among = grade(mixed, exercise, options.workers, options.budget)
    differing = [name for name, given in alone.items() if among.get(name) != given]
    passed = sum(
        grades[0][0] is not None and grades[0][0]["status"] == "passed"
        for name, grades in among.items()
        if name not in alone
    )
    print(
        f"honest grades {len(alone)}, of which differ among attacks {len(differing)}; attacks that passed {passed}"
    )
    for name in differing[:5]:
        print(f"  {name}\n    alone {alone[name]}\n    among {among.get(name)}")
    return 0 if not differing and not passed else 1


if __name__ == "__main__":
    sys.exit(main())
