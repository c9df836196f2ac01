"""Kills the grading of a class at random moments and looks at what is left: `python benchmarks/kill_class.py`.

A class of the little pack of the tests is graded once undisturbed. Then, each time with a fresh ledger, a run is killed
with its whole process group at a random moment, the run after it too, and a third one is left alone. In the end every
grade must be there exactly once and be the one that the undisturbed run gave; what was recorded before a kill must
still be there as it was; the third run must have graded what was missing and nothing else; nothing may be left running.
The exit status is 0 when all of that held.

Of ten kills three come at any time, and seven while something is being graded. So that a kill costs a second, every run
is forked from this process, which has torch imported, and so are its workers and their rooms: these are locked by
system calls and limits, without namespaces.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import signal
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Collection as Container
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
from classes import make_assignment, make_collection, timeless

import grader.sandbox
from grader.classroom.executor import LocalExecutor, worker  # noqa: F401 (with torch, for those who are forked)
from grader.classroom.grading import Grading, survey
from grader.classroom.ledger import Ledger
from grader.classroom.model import Assignment, Collection
from grader.sandbox import launcher
from grader.sandbox.walls import Walls, hidden, readable, site_folders

PACK = Path(__file__).resolve().parent.parent / "tests" / "classroom" / "grading" / "pack"
EXERCISES = ("01_double", "02_negate")
RIGHT = {
    "01_double": "def double(x):\n    return x + x  # {}\n",
    "02_negate": "def negate(x):\n    return -x  # {}\n",
}
WRONG = {"01_double": "def double(x):\n    return x  # {}\n", "02_negate": "import os\nos._exit({})\n"}


class Forked:
    """A room's interpreter that was forked and not executed: torch is imported in it already."""

    def __init__(self, end: socket.socket, warm: list[str], without: Container[str]) -> None:
        settings = {
            "with_parent": True,
            "spawned": False,
            "warm": warm,
            "site": site_folders(),
            "readable": readable(),
            "hidden": hidden(),
            "judge": os.getpid(),
            "off": sorted(without),
            "walls": Walls("none").inside,
        }
        self.pid = os.fork()
        if not self.pid:
            _be_a_room(end.fileno(), settings)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _be_a_room(descriptor: int, settings: dict[str, Any]) -> None:
    os.setsid()
    for path in list(Path("/proc/self/fd").iterdir()):
        if int(path.name) > 2 and int(path.name) != descriptor:
            with suppress(OSError):
                os.close(int(path.name))
    folder = Path(grader.sandbox.__file__).with_name("room")
    spec = importlib.util.spec_from_file_location(
        "room", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules["room"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    importlib.import_module("room.zygote").main(descriptor, settings)
    os._exit(0)


def _start_interpreter(
    ours: socket.socket, end: socket.socket, *, spawned: bool, warm: list[str], without: Any, walls: Any
) -> Forked:
    """Stand in for the function of that name in `grader.sandbox.launcher`."""
    del ours, spawned, walls
    with end:
        return Forked(end, warm, without)


def a_class(folder: Path, students: int) -> tuple[Assignment, Collection]:
    """Return an assignment and what a class handed in: most of it right, some wrong, some identical."""
    handed_in = {}
    for number in range(students):
        sources = WRONG if number % 5 == 2 else RIGHT
        mark = number // 2 if number % 7 == 3 else number
        handed_in[f"s{number}"] = {name: text.format(mark).encode() for name, text in sources.items()}
    assignment = make_assignment(folder, EXERCISES, budget="practice", pack=PACK)
    return assignment, make_collection(folder, handed_in)


def grade(assignment: Assignment, collection: Collection, workers: int) -> None:
    """Grade what is missing, as the command does."""
    with (
        Ledger(assignment.folder / "ledger.sqlite") as ledger,
        closing(LocalExecutor(workers=workers, start="fork")) as executor,
    ):
        grading = Grading(assignment, collection, ledger, survey(assignment, executor))
        for _ in grading.run(grading.plan(), executor, "grade"):
            pass


def begin(assignment: Assignment, collection: Collection, workers: int) -> int:
    """Begin a run in a process group of its own."""
    pid = os.fork()
    if not pid:
        os.setsid()
        status = 1
        try:
            grade(assignment, collection, workers)
            status = 0
        finally:
            os._exit(status)
    return pid


def end(pid: int) -> int:
    """Wait until a run has ended, and return its exit status."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def wait_for_a_moment(folder: Path, pid: int, grades: int, seconds: float, rng: random.Random) -> None:
    """Wait for a random moment of a run: at any time, or while some grade or other is being given."""
    if rng.random() < 0.3:
        time.sleep(rng.uniform(0.0, seconds))
        return
    begun = rng.randrange(1, grades + 1)
    while rows(folder, "SELECT count(*) FROM claims") < [(begun,)]:
        time.sleep(0.005)
        if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:  # it had less to do than that
            return
    time.sleep(rng.uniform(0.0, 0.2))


def kill(pid: int) -> list[psutil.Process]:
    """Kill a run with its process group, and return what is still there long afterwards."""
    family = psutil.Process(pid).children(recursive=True)
    os.killpg(pid, signal.SIGKILL)  # of one that has ended, too: nobody has waited for it yet
    os.waitpid(pid, 0)
    return psutil.wait_procs(family, timeout=30)[1]


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query; none where there is no ledger yet."""
    path = folder / "ledger.sqlite"
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute(query).fetchall()
        except sqlite3.OperationalError:  # killed before the tables were there
            return []


class Outcome:
    """What was seen."""

    def __init__(self) -> None:
        self.seen = dict.fromkeys(
            (
                "kills", "before anything was graded", "while something was being graded", "after the last grade",
                "grades recorded before kills", "lost or changed", "graded twice", "not as undisturbed",
                "graded though recorded", "processes left", "damaged ledgers", "last runs that failed",
            ),
            0,
        )  # fmt: skip

    @property
    def well(self) -> bool:
        """Whether everything held."""
        return not any(list(self.seen.values())[5:])


def disturb(
    outcome: Outcome,
    students: int,
    workers: int,
    reference: Any,
    duration: float,
    rng: random.Random,
    kills: int,
) -> float:
    """Kill a run so many times, let the next one end, and look; return how long that one took."""
    seen = outcome.seen
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assignment, collection = a_class(folder, students)
        for _ in range(kills):
            before = rows(folder, "SELECT * FROM grades")
            pid = begin(assignment, collection, workers)
            wait_for_a_moment(folder, pid, len(reference), duration, rng)
            seen["processes left"] += len(kill(pid))
            seen["kills"] += 1
            after = rows(folder, "SELECT * FROM grades")
            seen["lost or changed"] += len(set(before) - set(after))
            begun = rows(folder, "SELECT digest FROM claims WHERE run = (SELECT max(id) FROM runs)")
            if len(after) == len(reference):
                seen["after the last grade"] += 1
            elif set(begun) - set(rows(folder, "SELECT digest FROM grades")):
                seen["while something was being graded"] += 1
            elif not after:
                seen["before anything was graded"] += 1
        recorded = rows(folder, "SELECT * FROM grades")
        seen["grades recorded before kills"] += len(recorded)
        started = time.monotonic()
        seen["last runs that failed"] += end(begin(assignment, collection, workers)) != 0
        took = time.monotonic() - started
        final = rows(folder, "SELECT * FROM grades")
        seen["lost or changed"] += len(set(recorded) - set(final))
        begun = rows(folder, "SELECT digest FROM claims WHERE run = (SELECT max(id) FROM runs)")
        seen["graded though recorded"] += max(0, len(begun) - (len(reference) - len(recorded)))
        seen["damaged ledgers"] += rows(folder, "PRAGMA integrity_check") != [("ok",)]
        with Ledger(folder / "ledger.sqlite") as ledger:
            found = timeless(ledger, assignment)
        seen["graded twice"] += sum(len(grades) > 1 for grades in found.values())
        seen["not as undisturbed"] += sum(found.get(each) != given for each, given in reference.items())
        return took


def main() -> int:
    """Do it, and say what was seen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="how often a run is killed")
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the moments")
    parser.add_argument("--json", action="store_true", help="print what was seen as JSON")
    options = parser.parse_args()
    launcher._start_interpreter = _start_interpreter  # type: ignore[assignment]
    rng = random.Random(options.seed)
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as name:
        assignment, collection = a_class(Path(name), options.students)
        started = time.monotonic()
        if end(begin(assignment, collection, options.workers)):
            print("the undisturbed run failed", file=sys.stderr)
            return 2
        duration = time.monotonic() - started
        with Ledger(Path(name) / "ledger.sqlite") as ledger:
            reference = timeless(ledger, assignment)
    while outcome.seen["kills"] < options.kills:
        kills = min(2, options.kills - outcome.seen["kills"])
        took = disturb(outcome, options.students, options.workers, reference, duration, rng, kills)
        duration = (duration + took) / 2
        if sys.stderr.isatty():
            print(f"\r{outcome.seen['kills']} of {options.kills}", end="", file=sys.stderr, flush=True)
    facts = {
        "seed": options.seed,
        "grades of a class": len(reference),
        "seconds undisturbed": round(duration, 2),
    }
    if options.json:
        print(json.dumps({**facts, **outcome.seen, "well": outcome.well}))
    else:
        for key, value in {**facts, **outcome.seen}.items():
            print(f"{key:<36} {value:>8}")
        print("everything held" if outcome.well else "SOMETHING DID NOT HOLD")
    return 0 if outcome.well else 1


if __name__ == "__main__":
    sys.exit(main())
