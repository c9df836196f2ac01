"""Prints how long `grade watch 46` takes from a save to its verdict: `python benchmarks/watch.py`.

It runs in a pseudo-terminal, as for a learner, and a save is a new file that takes the name of the old one. The
time ends when the whole screen is drawn. Nothing here passes or fails: a noisy machine is no error.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "cli"))
SOLUTIONS = ROOT / "solutions" / "46_max_pooling"
RIGHT, WRONG = SOLUTIONS / "max_pooling.py", SOLUTIONS / "wrong" / "pads_with_zero.py"
# The first save also warms what only a second grade needs.
WARM_UP = 2


def measure(file: Path, sources: list[str], said: str, explained: str) -> tuple[list[float], list[float]]:
    """Return the seconds from each save of `sources` to the screens that hold `said` and `explained`."""
    from terminal import Terminal

    file.write_text("def max_pool2d(", encoding="utf-8")
    first, last = [], []
    with Terminal("watch", "46", cwd=file.parent) as terminal:
        terminal.expect("quit")
        for source in sources:
            draft = file.with_name("draft")
            draft.write_text(source, encoding="utf-8")
            started = time.perf_counter()
            draft.replace(file)
            terminal.expect(said, "quit")
            first.append(time.perf_counter() - started)
            if explained != said:
                terminal.expect(explained, "quit")
            last.append(time.perf_counter() - started)
        terminal.send("q")
        terminal.end()
    return first[WARM_UP:], last[WARM_UP:]


def report(name: str, taken: list[float], target: str) -> None:
    """Print one line of the table."""
    figure = f"{median(taken):.2f} s ({min(taken):.2f} to {max(taken):.2f})"
    print(f"{name:<58} {figure:>26}   target {target}", flush=True)


def versions(path: Path, saves: int) -> list[str]:
    """Return as many texts that differ in a comment."""
    text = path.read_text(encoding="utf-8")
    return [f"{text}\n# save {number}\n" for number in range(saves + WARM_UP)]


def main() -> None:
    """Measure a right answer and a wrong one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=9, help="how often each file is saved")
    saves = parser.parse_args().saves
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "max_pooling.py"
        right, _ = measure(file, versions(RIGHT, saves), "8 of 8 points", "8 of 8 points")
        wrong, explained = measure(file, versions(WRONG, saves), "reproduce", "Padding must never win")
    report("save to verdict, exercise 46, a right answer", right, "0.5 s")
    report("save to verdict, exercise 46, a wrong answer", wrong, "0.5 s")
    report("save to its explanation", explained, "-")


if __name__ == "__main__":
    main()
