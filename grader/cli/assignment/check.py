"""`grade assignment check`: reads an assignment back to the teacher, and tells everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.common import console, language_option, shown
from grader.language import Translator, text

if TYPE_CHECKING:
    from rich.table import Table

    from grader.classroom.model import Assignment


@click.command("check")
@assignment_argument()
@language_option
def command(assignment: Path, lang: str) -> None:
    """Say what an assignment.toml means, or everything that is wrong with it."""
    from grader.report.terminal import put

    found = find_assignment(assignment, thorough=True)
    _ = text(lang)
    screen = console()
    screen.print(f"{found.id}  {found.title}", style="bold")
    screen.print()
    put(_facts(found, _), screen)
    screen.print()
    put(_exercises(found, _), screen)
    screen.print()
    screen.print(_("{points} points in all", points=_points(found)), style="bold")


def _facts(assignment: Assignment, _: Translator) -> Table:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _each_fact(assignment, _):
        table.add_row(name, value)
    return table


def _each_fact(assignment: Assignment, _: Translator) -> Iterator[tuple[str, str]]:
    from grader.classroom.words import attempts_sentence, late_sentences, record_sentence, when

    yield _("file"), shown(assignment.path)
    yield _("exercises from"), shown(assignment.pack) if assignment.pack else _("the built-in pack")
    yield _("opens"), when(assignment.release) if assignment.release else _("at once")
    yield _("due"), when(assignment.due) if assignment.due else _("no due date")
    late = late_sentences(assignment, _)
    if late:
        yield _("late work"), "\n".join(late)
    yield _("attempts"), "\n".join((record_sentence(assignment, _), attempts_sentence(assignment, _)))
    yield _("devices"), ", ".join(assignment.devices) or _("all of the grading machine")
    yield _("budget"), assignment.budget
    yield _("isolation"), assignment.isolation or _("whatever the machine gives")
    yield _("ledger"), _("a database of your own") if assignment.ledger else _("a file in this folder")
    if assignment.groups:
        count = sum(map(len, assignment.groups.values()))
        groups = _.plural("{count} group", "{count} groups", len(assignment.groups))
        yield _("groups"), f"{groups}, {_.plural('{count} student', '{count} students', count)}"
    yield _("results"), _("published") if assignment.published else _("not published")
    yield _("students read"), {"en": "English", "zh": "中文"}[assignment.language]


def _exercises(assignment: Assignment, _: Translator) -> Table:
    from rich.table import Table
    from rich.text import Text

    from grader.classroom.assignment import exercises_of
    from grader.classroom.disclosure import rule_of
    from grader.classroom.model import Visibility
    from grader.classroom.patterns import check_ids
    from grader.classroom.words import amount
    from grader.report.cleaning import one_line

    seen = {
        Visibility.VISIBLE: _("at once"),
        Visibility.AFTER_DUE: _("after the due date"),
        Visibility.AFTER_PUBLISHED: _("after publishing"),
        Visibility.HIDDEN: _("never"),
    }
    exercises = exercises_of(assignment)
    rows = []
    used: set[Visibility] = set()
    for item in assignment.items:
        shown_when = [
            rule_of(assignment, item, id_).visibility for id_ in check_ids(exercises[item.exercise])
        ]
        used.update(shown_when)
        rows.append((item, exercises[item.exercise], shown_when))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(_("exercise"))
    table.add_column(_("points"), justify="right")
    columns = [visibility for visibility in Visibility if visibility in used]
    for visibility in columns:
        table.add_column(_("checks seen {when}", when=seen[visibility]), justify="right")
    for item, exercise, shown_when in rows:
        title = one_line(exercise.title.in_language(_.language))
        extra = f" ({_('extra credit')})" if item.extra_credit else ""
        counts = [str(shown_when.count(visibility)) for visibility in columns]
        table.add_row(Text(f"{exercise.number:02d} {title}{extra}"), amount(item.points), *counts)
    return table


def _points(assignment: Assignment) -> str:
    from grader.classroom.words import amount

    extra = sum(item.points for item in assignment.items if item.extra_credit)
    return f"{amount(assignment.maximum)}{f' + {amount(extra)}' if extra else ''}"
