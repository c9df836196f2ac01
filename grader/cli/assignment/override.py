"""`grade assignment override`: sets a score by hand, beside the automatic one."""

from __future__ import annotations

import getpass
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assignment.common import find_assignment, needs_ledger
from grader.cli.assignment.naming import collected, find_exercise, find_student
from grader.cli.common import console, language_option
from grader.language import Problem, Translator, message, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.classroom.model import Override

CLEAR = "clear"


@click.command("override")
@click.argument("student", required=False)
@click.argument("exercise", required=False)
@click.argument("score", required=False)
@click.option("--reason", default="", help="Why; it stands beside the score.")
@click.option("--by", default="", help="Who decided; by default the user of this machine.")
@click.option(
    "--assignment",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The folder of the assignment; by default the one you are in.",
)
@language_option
def command(
    student: str | None,
    exercise: str | None,
    score: str | None,
    reason: str,
    by: str,
    assignment: Path,
    lang: str,
) -> None:
    """Set the points of STUDENT for EXERCISE to SCORE, or take that back with SCORE "clear".

    The automatic score stays in the ledger, and so does every override; the last one counts. Without arguments,
    all overrides are shown.
    """
    needs_ledger()
    from grader.classroom.grading import open_ledger
    from grader.classroom.model import Override

    _ = text(lang)
    found = find_assignment(assignment)
    if student is None:
        with open_ledger(found) as ledger:
            _show(ledger.overrides(found.id), _)
        return
    if exercise is None or score is None:
        raise Problem(
            message("Which exercise, and what score?"),
            message('For instance `grade assignment override ada 46 3.5 --reason "right idea"`.'),
        )
    stem = find_exercise(found, exercise)
    points = _points(score)
    find_student(collected(found), student)
    if not reason.strip():
        raise Problem(
            message("An override needs its reason, for whoever reads the gradebook later."),
            message('Add --reason "...".'),
        )
    override = Override(student, stem, points, reason.strip(), by.strip() or _user(), datetime.now(UTC))
    with open_ledger(found) as ledger:
        ledger.override(found.id, override)
    if points is None:
        click.echo(
            _("{student}, {exercise}: the automatic score counts again.", student=student, exercise=stem)
        )
    else:
        click.echo(
            _("{student}, {exercise}: {score} points.", student=student, exercise=stem, score=f"{points:g}")
        )


def _points(word: str) -> float | None:
    """Return the points that a word says, None for "clear"."""
    if word.lower() == CLEAR:
        return None
    try:
        points = float(word)
    except ValueError:
        points = math.nan
    if not (math.isfinite(points) and points >= 0):
        raise Problem(
            message("“{word}” is no score.", word=word),
            message("Give points as a number of zero or more, or “clear” for the automatic score."),
        )
    return points


def _show(overrides: Sequence[Override], _: Translator) -> None:
    from rich.table import Table
    from rich.text import Text

    from grader.report.cleaning import one_line
    from grader.report.terminal import put

    if not overrides:
        click.echo(_("There are no overrides."))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in (_("student"), _("exercise"), _("score"), _("by"), _("reason")):
        table.add_column(column, overflow="fold")
    for each in overrides:
        score = CLEAR if each.score is None else f"{each.score:g}"
        row = (each.student, each.exercise, score, f"{each.by}, {each.at:%Y-%m-%d %H:%M} UTC", each.reason)
        table.add_row(*(Text(one_line(cell)) for cell in row))
    put(table, console())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run as a number without a name
        return "?"
