"""The systems in whose containers one submission is graded: what each reads, where, and how long it waits."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.exports.autolab import paper_to_autolab
from grader.classroom.exports.check50 import paper_to_check50
from grader.classroom.exports.classroom50 import paper_to_classroom50, summary
from grader.classroom.exports.coursera import paper_to_coursera
from grader.classroom.exports.exercism import paper_to_exercism
from grader.classroom.exports.files import write_whole
from grader.classroom.exports.github_classroom import paper_to_outputs
from grader.classroom.exports.gradescope import paper_to_gradescope
from grader.classroom.exports.junit import papers_to_junit
from grader.classroom.exports.paper import Paper
from grader.classroom.exports.prairielearn import paper_to_prairielearn
from grader.language import Problem, message

Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Consumer:
    """One system.

    Attributes:
        write: writes what the system reads of a paper, into a folder.
        seconds: how long grading may take by default, somewhat less than the system waits.
        early: whether it is also written before grading is over, so that something is there when the end never comes.
        in_time: whether the system itself hides checks until their time.
        fails: whether a submission that could not be graded, through no fault of the student's, is told to the
            system by an exit status; it then finds no result.
    """

    write: Callable[[Paper, Path, Environment], None]
    seconds: float
    early: bool = True
    in_time: bool = False
    fails: bool = False

    def show(self, paper: Paper, folder: Path, environment: Environment) -> None:
        """Write a paper, where the system is to have it already."""
        if self.early or (paper.over and (paper.graded or not self.fails)):
            self.write(paper, folder, environment)


def _write_gradescope(paper: Paper, folder: Path, _: Environment) -> None:
    write_whole(folder / "results.json", paper_to_gradescope(paper))


def _write_prairielearn(paper: Paper, folder: Path, _: Environment) -> None:
    write_whole(folder / "results.json", paper_to_prairielearn(paper))


def _write_exercism(paper: Paper, folder: Path, _: Environment) -> None:
    write_whole(folder / "results.json", paper_to_exercism(paper))


def _write_check50(paper: Paper, folder: Path, _: Environment) -> None:
    write_whole(folder / "check50.json", paper_to_check50(paper))


def _write_junit(paper: Paper, folder: Path, _: Environment) -> None:
    write_whole(folder / "junit.xml", papers_to_junit([("", paper)]))


def _write_coursera(paper: Paper, folder: Path, _: Environment) -> None:
    for name, data in paper_to_coursera(paper).items():
        write_whole(folder / name, data)


def _write_classroom50(paper: Paper, folder: Path, environment: Environment) -> None:
    write_whole(folder / "result.json", paper_to_classroom50(paper, environment))
    if environment.get("GITHUB_OUTPUT"):
        status, sentence = summary(paper)
        _append_outputs(environment, {"status": status, "summary": sentence})


def _write_github(paper: Paper, _: Path, environment: Environment) -> None:
    if not environment.get("GITHUB_OUTPUT"):
        raise Problem(
            message("This is no step of a GitHub workflow: GITHUB_OUTPUT is not set."),
            message("Elsewhere, use another format, for instance junit."),
        )
    _append_outputs(environment, paper_to_outputs(paper))


def _append_outputs(environment: Environment, outputs: Mapping[str, str]) -> None:
    lines = "".join(f"{name}={' '.join(value.split())}\n" for name, value in outputs.items())
    path = Path(environment["GITHUB_OUTPUT"])
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)
    except OSError as error:
        raise Problem(
            message("{path} cannot be written: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Choose a folder that exists and that you may write to."),
        ) from error


def _print_autolab(paper: Paper, _: Path, __: Environment) -> None:
    """Print in one piece, so that no run can be cut off between a text and the scores below it."""
    sys.stdout.flush()
    said = paper_to_autolab(paper)
    with contextlib.suppress(BrokenPipeError):
        while said:
            said = said[os.write(sys.stdout.fileno(), said) :]


CONSUMERS = {
    "gradescope": Consumer(_write_gradescope, 560.0, in_time=True),
    "classroom50": Consumer(_write_classroom50, 1200.0, early=False, fails=True),
    "github-classroom": Consumer(_write_github, 560.0, early=False),
    "prairielearn": Consumer(_write_prairielearn, 280.0),
    "autolab": Consumer(_print_autolab, 170.0),
    "coursera": Consumer(_write_coursera, 1100.0, early=False, fails=True),
    "check50": Consumer(_write_check50, 560.0),
    "exercism": Consumer(_write_exercism, 18.0),
    "junit": Consumer(_write_junit, 560.0, fails=True),
}
