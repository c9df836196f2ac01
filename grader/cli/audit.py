"""`grade audit`: the exam that exercises sit, shown as a table."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import chosen, common_options, console, names_argument
from grader.cli.exercise import BUDGETS
from grader.language import Problem, Translator, message, text
from grader.packs import Exercise, all_exercises, find_packs
from grader.report.cleaning import one_line
from grader.report.complaints import complaint_sentence

if TYPE_CHECKING:
    from rich.console import Console

    from grader.audit import AuditReport, AuditRow

MOST_COMPLAINTS = 3


@click.command("audit")
@names_argument()
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Grade every file under this many seeds.",
)
@click.option(
    "--budget", type=click.Choice(BUDGETS), default=BUDGETS[0], help="How long to look for mistakes."
)
@click.option(
    "--chaff/--no-chaff",
    default=True,
    help="Also spoil each solution automatically, and ask the contract to notice.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON and nothing else.")
@common_options
def command(
    names: tuple[str, ...],
    seeds: int,
    budget: str,
    chaff: bool,
    as_json: bool,
    pack: tuple[Path, ...],
    lang: str,
) -> int:
    """Prove that exercises judge well: for authors.

    The solution and its alternates must pass, every wrong solution must fail by the check that it
    names, and the stub must count as not written. Every function of the solution is also spoilt
    in a dozen ways, and each must fail. Without NAMES, all exercises sit.
    """
    from grader.sandbox import Room

    with Room() as room:
        packs = find_packs(pack)
        exercises = chosen(packs, names) if names else all_exercises(packs)
        problems = [problem for one in packs for problem in one.problems] if not names else []
        if not exercises and not problems:
            raise Problem(
                message("No exercises were found."),
                message("Use --pack DIR, where DIR holds exercises/ and solutions/."),
            )
        from grader.audit import audit

        reports = []
        screen, waiting_room = console(), console(stderr=True)
        waiting: Any = waiting_room.status("") if waiting_room.is_terminal else nullcontext()
        with waiting as status:
            for exercise in exercises:

                def progress(name: str, exercise: Exercise = exercise) -> None:
                    if status is not None:
                        status.update(f"{exercise.stem}  {name}")

                report = audit(
                    exercise, room, seeds=range(seeds), budget=budget, chaff=chaff, progress=progress
                )
                reports.append(report)
                if not as_json:
                    _print(report, screen, lang)
    if as_json:
        click.echo(json.dumps([report.to_data() for report in reports], ensure_ascii=False, indent=2))
    for problem in problems:
        click.echo(problem.in_language(lang), err=True)
    well = not problems and all(report.well for report in reports)
    if not as_json and len(reports) > 1:
        _ = text(lang)
        good = sum(report.well for report in reports)
        screen.print(_("{good} of {count} exercises are sound", good=good, count=len(reports)))
    return 0 if well else 1


def _print(report: AuditReport, screen: Console, language: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from grader.report.terminal import put

    _ = text(language)
    exercise = report.exercise
    title = f"{exercise.number:02d} {one_line(exercise.title.in_language(language))}"
    screen.print(Text(title, style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for column in range(5):
        table.add_column(overflow="fold", no_wrap=column in (0, 1, 4))
    for row in report.rows:
        if row.kind == "chaff" and row.well:
            continue  # there is too much of it to name what was caught
        mark = Text(" ✓", style="green") if row.well else Text(" ✗", style="bold red")
        seconds = Text(f"{row.seconds:.1f} s", style="dim")
        table.add_row(mark, _kind(row, _), Text(row.name), Text(_told(row, _)), seconds)
    put(table, screen)
    for problem in report.problems:
        screen.print(Text(f" ✗ {complaint_sentence(problem, _)}", style="bold red"))
    wrong = [row for row in report.rows if row.kind == "wrong"]
    right = [row for row in report.rows if row.kind in ("solution", "alternate")]
    facts = [
        _("{caught} of {wrong} wrong solutions caught", caught=sum(r.well for r in wrong), wrong=len(wrong)),
        _("{passed} of {right} right ones passed", passed=sum(r.well for r in right), right=len(right)),
        *_of_chaff(report, _),
        _.plural("{count} seed", "{count} seeds", len(report.seeds)),
    ]
    screen.print(Text(f" {' · '.join(facts)}", style="green" if report.well else "bold red"))
    screen.print()


def _of_chaff(report: AuditReport, _: Translator) -> list[str]:
    chaff = [row for row in report.rows if row.kind == "chaff"]
    if not chaff:
        return []
    caught = sum(row.well and not row.equivalent for row in chaff)
    said = _("{caught} of {chaff} pieces of chaff caught", caught=caught, chaff=len(chaff))
    if not report.equivalent:
        return [said]
    equivalent = _.plural("{count} no mistake here", "{count} no mistakes here", report.equivalent)
    return [f"{said} ({equivalent})"]


def _kind(row: AuditRow, _: Translator) -> str:
    kinds = {
        "stub": _("stub"),
        "solution": _("solution"),
        "alternate": _("alternate"),
        "wrong": _("wrong"),
        "chaff": _("chaff"),
    }
    return kinds[str(row.kind)]


def _told(row: AuditRow, _: Translator) -> str:
    """Return what is wrong about a file, or for a wrong one that behaved, by what it was caught, and how many more."""
    if row.complaints:
        more = len(row.complaints) - MOST_COMPLAINTS
        lines = [complaint_sentence(complaint, _) for complaint in row.complaints[:MOST_COMPLAINTS]]
        return "\n".join([*lines, f"... (+{more})"] if more > 0 else lines)
    if row.kind != "wrong":
        return ""
    others = sum(check != row.caught_by for check in row.killed_by)
    return row.caught_by + (f" +{others}" if others else "")
