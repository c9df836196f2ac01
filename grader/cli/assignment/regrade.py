"""`grade assignment regrade`: grades anew what other versions graded, and shows what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assignment.common import assignment_argument
from grader.cli.assignment.naming import chosen
from grader.cli.assignment.running import (
    count_files,
    handed_in_by,
    only_option,
    print_outcomes,
    run,
    session,
    status_of,
    workers_option,
)
from grader.cli.common import console, language_option
from grader.language import Problem, Translator, message, text

if TYPE_CHECKING:
    from grader.classroom.ledger import Ledger
    from grader.classroom.model import Graded, Key
    from grader.classroom.regrading import Change

MOST_CHECKS = 4


@click.command("regrade")
@assignment_argument()
@workers_option
@only_option
@click.option("--again", multiple=True, metavar="KEY", help="Grade this once more, though nothing changed.")
@language_option
def command(
    assignment: Path, workers: int | None, only: tuple[str, ...], again: tuple[str, ...], lang: str
) -> int:
    """Grade with the versions that are installed now what others graded, and show what changed.

    Every grade stays in the ledger; the newest one that carries a score counts. A KEY is the short name of a grade,
    as `grade assignment grade` shows it.
    """
    from grader.classroom.regrading import changes

    _ = text(lang)
    with session(assignment, workers, lang) as current:
        grading = current.grading
        names = handed_in_by(grading.collection)
        if again:
            plan = grading.again(_key(grading.ledger, word) for word in again)
        else:
            students, exercises = chosen(grading.assignment, grading.collection, only)
            plan = grading.plan(students, exercises, afresh=True)
        click.echo(count_files(plan, _), err=True)
        before = [
            graded
            for item in grading.assignment.items
            for graded in grading.ledger.history(item.exercise, grading.assignment.seed(item.exercise))
        ]
        done, whole = run(current, plan, "regrade", lang)
        print_outcomes(done, names, lang)
        _print(changes(before, done), names, _)
    return status_of(done, whole=whole)


def _key(ledger: Ledger, word: str) -> Key:
    """Return the key whose short name begins so."""
    found = ledger.named(word.lower()) if word else []
    if len(found) != 1:
        raise Problem(
            message("{count} grades have a key that begins with “{key}”.", count=len(found), key=word),
            message("Give the key as `grade assignment grade` shows it, or more of its digits."),
        )
    return found[0]


def _print(found: Sequence[Change], names: Mapping[tuple[str, str], Sequence[str]], _: Translator) -> None:
    from rich.table import Table
    from rich.text import Text

    from grader.report.cleaning import one_line
    from grader.report.terminal import put

    screen = console()
    if not found:
        screen.print(_("No grade changed."))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(_("exercise"))
    table.add_column(_("handed in by"), overflow="fold")
    table.add_column(_("before"), justify="right")
    table.add_column(_("now"), justify="right")
    table.add_column(_("checks"), overflow="fold")
    for change in found:
        key = change.after.key
        checks = [f"{c.id} ({c.before or '-'} → {c.after or '-'})" for c in change.checks]
        more = len(checks) - MOST_CHECKS
        told = ", ".join([*checks[:MOST_CHECKS], *([f"... (+{more})"] if more > 0 else [])])
        who = one_line(", ".join(names.get((key.exercise, key.sha256), ())))
        table.add_row(key.exercise, Text(who), _points(change.before), _points(change.after), Text(told))
    put(table, screen)
    screen.print(
        _.plural("{count} file is judged otherwise.", "{count} files are judged otherwise.", len(found))
    )


def _points(graded: Graded) -> str:
    from grader.classroom.regrading import gradable
    from grader.report.terminal import points

    return points(graded.verdict.score) if graded.verdict is not None and gradable(graded) else "-"
