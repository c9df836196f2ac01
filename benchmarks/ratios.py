"""Prints how fast the grader is, as ratios measured in turn in one run: `python benchmarks/ratios.py`.

Every figure is the median of at least five runs. Nothing here passes or fails: a noisy machine is no error.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
SOLUTION = ROOT / "solutions" / "46_max_pooling" / "max_pooling.py"
BASELINE = ROOT / "benchmarks" / "pytest_baseline" / "test_max_pooling.py"
GRADE = [sys.executable, "-c", "from grader.cli import main; main()"]


def seconds(command: list[str], **environment: str) -> float:
    """Return how long a command takes; one that fails is an error."""
    started = time.perf_counter()
    subprocess.run(
        command, check=True, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def in_turn(runs: int, **measured: Callable[[], float]) -> dict[str, float]:
    """Measure several things in turn, so that a slow minute is slow for all, and return the medians."""
    taken: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(runs):
        for name, measure in measured.items():
            taken[name].append(measure())
    return {name: median(values) for name, values in taken.items()}


def report(name: str, figure: str, target: str) -> None:
    """Print one line of the table."""
    print(f"{name:<58} {figure:>26}   target {target}", flush=True)


def cold(runs: int) -> None:
    """Whole commands, each a process of its own."""
    got = in_turn(
        runs,
        torch=lambda: seconds([sys.executable, "-c", "import torch"]),
        grade=lambda: seconds([*GRADE, "exercise", "46", str(SOLUTION), "--seed", "1"]),
        listing=lambda: seconds([*GRADE, "list"]),
    )
    ratio = got["grade"] / got["torch"]
    report(
        "cold `grade exercise 46` / `python -c 'import torch'`",
        f"{got['grade']:.2f} s / {got['torch']:.2f} s = {ratio:.2f}",
        "1.6",
    )
    report("`grade list`", f"{got['listing']:.3f} s", "0.2 s")
    code = "import sys; from grader.cli import main\nsys.argv = ['grade', 'list']\n"
    code += "try: main()\nexcept SystemExit: pass\n"
    code += "sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    report("modules of torch that `grade list` imports", "0", "0")


def warm(runs: int) -> None:
    """One process that grades again and again, as a class or an editor has it."""
    from grader.sandbox import Room

    with Room() as room:
        import torch

        from grader.judge import Judge
        from grader.packs import all_exercises, find_packs

        exercise = next(e for e in all_exercises(find_packs()) if e.number == 46)
        judge, source = Judge(room), SOLUTION.read_bytes()

        def grade() -> float:
            started = time.perf_counter()
            verdict = judge.grade(exercise, source, SOLUTION.name, seed=1)
            assert verdict.status == "passed", verdict
            return time.perf_counter() - started

        def child() -> float:
            started = time.perf_counter()
            submission = room.admit(b"def f(x): return x\n", "f.py")
            submission.load()
            submission.learner().f(x)
            taken = time.perf_counter() - started
            submission.close()
            return taken

        def call() -> float:
            started = time.perf_counter()
            for _ in range(200):
                learner.f(x)
            return (time.perf_counter() - started) / 200

        x = torch.randn(2, 3, 4)
        grade()
        submission = room.admit(b"def f(x): return x\n", "f.py")
        submission.load()
        learner = submission.learner()
        learner.f(x)
        baseline = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(BASELINE)]
        got = in_turn(
            runs,
            grade=grade,
            child=child,
            call=call,
            pytest=lambda: seconds(baseline, SUBMISSION=str(SOLUTION)),
        )
    report("warm exercise 46 at practice budget", f"{got['grade']:.2f} s", "0.5 s")
    report("fresh child to its first answer", f"{got['child'] * 1e3:.1f} ms", "15 ms")
    report("one remote call with a small tensor", f"{got['call'] * 1e3:.2f} ms", "0.3 ms")
    report(
        "grades an hour / those of one pytest process each",
        f"{3600 / got['grade']:.0f} / {3600 / got['pytest']:.0f} = {got['pytest'] / got['grade']:.1f}",
        "10",
    )


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each thing is measured")
    runs = parser.parse_args().runs
    cold(runs)
    warm(runs)


if __name__ == "__main__":
    main()
