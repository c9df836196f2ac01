"""`grade assignment similarity`: answers that look alike, and what a person decides about them."""

from __future__ import annotations

import getpass
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.assignment.naming import collected
from grader.cli.assignment.report import make_folder
from grader.cli.common import console, language_option, shown, write_whole
from grader.language import Problem, message, text

if TYPE_CHECKING:
    from grader.classroom.similarity import Pair

FOLDER = "similarity"
DECISIONS = "decisions.jsonl"


@click.command("similarity")
@assignment_argument()
@click.option("--confirm", metavar="PAIR", help="Write down that this pair is a copy.")
@click.option("--clear", metavar="PAIR", help="Write down that this pair is none.")
@click.option("--by", help="Who decides; your user name by default.")
@click.option("--note", default="", help="Why.")
@language_option
def command(
    assignment: Path, confirm: str | None, clear: str | None, by: str | None, note: str, lang: str
) -> None:
    """Show which answers look alike, side by side.

    Files of the pack are compared too. The lines of the stub count for nothing, and renaming hides nothing. A person
    decides about each pair; the decisions are lines in similarity/decisions.jsonl, and no line is ever changed.
    """
    from rich.table import Table
    from rich.text import Text

    from grader.classroom.assignment import exercises_of
    from grader.classroom.reports.likenesses import likeness_page
    from grader.classroom.similarity.decisions import Decisions, Judgement
    from grader.classroom.similarity.survey import survey
    from grader.report.cleaning import one_line
    from grader.report.terminal import put

    _ = text(lang)
    given = find_assignment(assignment)
    found = survey(collected(given), exercises_of(given))
    folder = given.folder / FOLDER
    decisions = Decisions(folder / DECISIONS)
    for name, judgement in ((confirm, Judgement.CONFIRMED), (clear, Judgement.CLEARED)):
        if name is not None:
            make_folder(folder)
            decisions.add(_exercise_of(name, found), name, judgement, by or _user(), note)
    known = decisions.latest()
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    words = {Judgement.CONFIRMED: _("confirmed"), Judgement.CLEARED: _("cleared")}
    for exercise, pairs in found.items():
        for pair in pairs:
            decision = known.get((exercise, pair.id))
            owners = Text(one_line(f"{pair.first.owner} – {pair.second.owner}"))
            said = Text(words[decision.judgement] if decision else "")
            table.add_row(Text(f"{100 * pair.likeness:.0f} %"), Text(exercise), owners, said)
            table.add_row("", "", Text(pair.id, style="dim"), "")
    screen = console()
    if table.row_count:
        put(table, screen)
    make_folder(folder)
    page = folder / "index.html"
    write_whole(page, likeness_page(given, found, known, made_at=datetime.now(UTC), language=lang))
    count = sum(map(len, found.values()))
    screen.print(_.plural("{count} pair looks alike", "{count} pairs look alike", count) + f"  {shown(page)}")


def _exercise_of(pair: str, found: dict[str, list[Pair]]) -> str:
    for exercise, pairs in found.items():
        if any(each.id == pair for each in pairs):
            return exercise
    raise Problem(
        message("No pair “{pair}” looks alike.", pair=pair),
        message("`grade assignment similarity` lists the pairs, each with its name."),
    )


def _user() -> str:
    with suppress(KeyError, OSError, ImportError):  # a container may run as a number without a name
        return getpass.getuser()
    return ""
