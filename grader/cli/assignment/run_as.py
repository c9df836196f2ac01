"""`grade assignment run-as`: grades one submission inside another system, and writes what that system reads."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.assignment.naming import find_exercise
from grader.cli.common import language_option
from grader.language import Message, Problem, message

if TYPE_CHECKING:
    from grader.classroom.exports.consumers import Consumer
    from grader.classroom.exports.paper import Paper
    from grader.classroom.model import Assignment

# The systems of grader.classroom.exports.consumers, repeated here because help and completion import nothing heavy.
FORMATS = (
    "gradescope",
    "classroom50",
    "github-classroom",
    "prairielearn",
    "autolab",
    "coursera",
    "check50",
    "exercism",
    "junit",
)
INFRASTRUCTURE = 3


@click.command("run-as")
@click.argument("system", type=click.Choice(FORMATS), metavar="SYSTEM")
@assignment_argument()
@click.option(
    "--submission",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    help="The folder with what was handed in; by default the one you are in.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder to write into; by default the one you are in.",
)
@click.option(
    "--metadata",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The submission_metadata.json of Gradescope, by whose instant lateness is counted.",
)
@click.option("--at", metavar="INSTANT", help="When it was handed in, like 2026-11-21T10:00:00+08:00.")
@click.option("--exercise", metavar="NAME", help="Only this exercise of the assignment.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="How long grading may take.")
@click.option("--user", metavar="NAME", help="Run the submission as this user; only root can.")
@click.option(
    "--open-seed",
    is_flag=True,
    help="Take the seeds from the submission, where everybody can read the assignment.",
)
@language_option
def command(
    system: str,
    assignment: Path,
    submission: Path,
    into: Path,
    metadata: Path | None,
    at: str | None,
    exercise: str | None,
    seconds: float | None,
    user: str | None,
    open_seed: bool,
    lang: str,
) -> int:
    """Grade one submission inside another system.

    SYSTEM is gradescope, classroom50, github-classroom, prairielearn, autolab, coursera, check50, exercism or junit.
    What that system reads is written at once and again after every exercise, by a process that the submission cannot
    reach; when the time is over, what was graded until then stays. `grade assignment autograder` makes what calls
    this.
    """
    from grader.classroom.assignment import exercises_of
    from grader.classroom.exports.consumers import CONSUMERS
    from grader.classroom.exports.files import write_whole
    from grader.classroom.exports.gradescope import no_attempt_left, read_metadata
    from grader.classroom.exports.run import Order, Run

    found = find_assignment(assignment)
    exercises = exercises_of(found)
    if exercise is not None:
        found = _only(found, exercise)
    consumer = CONSUMERS[system]
    known = read_metadata(metadata) if metadata is not None else None
    if known is not None and found.attempts is not None and known.used >= found.attempts:
        write_whole(into / "results.json", no_attempt_left(known, found.attempts, found.language))
        return 0
    order = Order(
        assignment=found,
        exercises=exercises,
        folder=submission.absolute(),
        at=known.at if known is not None else _instant(at),
        students=known.students if known is not None else (),
        seconds=consumer.seconds if seconds is None else seconds,
        user=user,
        open_seed=open_seed,
    )
    paper = Run(
        order,
        show=lambda paper: consumer.show(paper, into, os.environ),
        tell=lambda told: _tell(told, lang),
        in_time=consumer.in_time,
    ).grade()
    return _status(consumer, paper)


def _status(consumer: Consumer, paper: Paper) -> int:
    return INFRASTRUCTURE if consumer.fails and not paper.graded else 0


def _tell(told: Message, language: str) -> None:
    click.echo(told.in_language(language), err=True)


def _only(assignment: Assignment, name: str) -> Assignment:
    from dataclasses import replace

    stem = find_exercise(assignment, name)
    return replace(assignment, items=tuple(item for item in assignment.items if item.exercise == stem))


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Problem(
            message("{text} is no instant.", text=text),
            message("Write it with its offset, like 2026-11-21T10:00:00+08:00."),
        )
    return at
