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
sys.path.insert(0, str(ROOT))
SOLUTIONS = ROOT / "solutions" / "46_max_pooling"
RIGHT, WRONG = SOLUTIONS / "max_pooling.py", SOLUTIONS / "wrong" / "pads_with_zero.py"
# The first save also warms what only a second grade needs.
WARM_UP = 2


def measure(file: Path, sources: list[str], said: str) -> list[float]:
    """Return the seconds from each save of `sources` to the screen that holds `said`."""
    from tests.cli.terminal import Terminal

    file.write_text("def max_pool2d(", encoding="utf-8")
    taken = []
    with Terminal("watch", "46", cwd=file.parent) as terminal:
        terminal.expect("quit")
        for source in sources:
            draft = file.with_name("draft")
            draft.write_text(source, encoding="utf-8")
            started = time.perf_counter()
            draft.replace(file)
            terminal.expect(said, "quit")
            taken.append(time.perf_counter() - started)
        terminal.send("q")
        terminal.end()
    return taken[WARM_UP:]


def main() -> None:
    """Measure a right answer and a wrong one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=9, help="how often each file is saved")
    saves = parser.parse_args().saves
    with tempfile.TemporaryDirectory() as folder:
        for name, path, said in (("right", RIGHT, "8 of 8 points"), ("wrong", WRONG, "reproduce")):
            text = path.read_text(encoding="utf-8")
            sources = [f"{text}\n# save {number}\n" for number in range(saves + WARM_UP)]
            got = measure(Path(folder) / "max_pooling.py", sources, said)
            figure = f"{median(got):.2f} s ({min(got):.2f} to {max(got):.2f})"
            print(f"save to verdict, exercise 46, a {name} answer {figure:>32}   target 0.5 s", flush=True)


if __name__ == "__main__":
    main()
