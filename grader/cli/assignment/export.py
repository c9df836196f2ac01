"""`grade assignment export`: the grades of a class in the shape that another system reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.assignment.naming import collected, find_exercise
from grader.cli.common import language_option, shown
from grader.language import Problem, message, text

if TYPE_CHECKING:
    from grader.classroom.exports.filling import Filled
    from grader.classroom.exports.sending import Sent
    from grader.classroom.model import Gradebook, Student

FOLDER = "exports"
# Format -> the name of the file that is written; a sheet keeps the name that it has.
FILES = {
    "csv": "grades.csv",
    "nbgrader": "nbgrader.csv",
    "junit": "junit.xml",
    "canvas": "",
    "moodle": "",
    "lti": "lti.json",
}
MOST_NAMED = 20


@click.command("export")
@click.argument("shape", type=click.Choice(tuple(FILES)), metavar="FORMAT")
@assignment_argument()
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What Canvas or Moodle exported, in which one column is filled.",
)
@click.option(
    "--column", metavar="NAME", help="The column of the sheet, where it is not the assignment's title."
)
@click.option("--exercise", metavar="NAME", help="The points of this exercise instead of the total.")
@click.option(
    "--zero-for-missing", is_flag=True, help="Give 0 to who handed in nothing; else nothing is written."
)
@click.option(
    "--platform",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Send the scores to the LTI platform that this TOML file describes.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write; by default one in exports/ beside the assignment.",
)
@language_option
def command(
    shape: str,
    assignment: Path,
    sheet: Path | None,
    column: str | None,
    exercise: str | None,
    zero_for_missing: bool,
    platform: Path | None,
    into: Path | None,
    lang: str,
) -> int:
    """Write the grades of a class for another system.

    FORMAT is csv, nbgrader, junit, canvas, moodle or lti. For canvas and moodle give --sheet the file that they
    exported: one column of it is filled, all else stays as it is, and whoever is not found is named. For lti,
    --platform sends the scores, each once; without it they are only written.
    """
    _must_fit(shape, sheet, column, platform)
    found = find_assignment(assignment)
    wanted = None if exercise is None else find_exercise(found, exercise)
    collection = collected(found)
    from grader.classroom.exports.files import write_whole
    from grader.classroom.results import current_gradebook

    book = current_gradebook(found, collection, datetime.now(UTC))
    _ = text(lang)
    if platform is not None:
        return _send(book, wanted, platform, found.folder / FOLDER, zero=zero_for_missing, language=lang)
    name = FILES[shape] or (sheet.name if sheet is not None else shape)
    path = into or found.folder / FOLDER / name
    if sheet is not None:
        filled = _filled(shape, book, sheet, column, wanted, zero_for_missing)
        write_whole(path, filled.data)
        click.echo(_("Written: {path}", path=shown(path)))
        return _tell_of_sheet(filled, lang)
    write_whole(path, _written(shape, book, wanted, zero_for_missing, lang))
    click.echo(_("Written: {path}", path=shown(path)))
    return 0


def _must_fit(shape: str, sheet: Path | None, column: str | None, platform: Path | None) -> None:
    if shape in ("canvas", "moodle") and sheet is None:
        raise Problem(
            message("{system} takes back only the sheet that it exported.", system=shape.capitalize()),
            message("Export it there and name it: --sheet FILE."),
        )
    for option, value, shapes in (
        ("--sheet", sheet, ("canvas", "moodle")),
        ("--column", column, ("canvas", "moodle")),
        ("--platform", platform, ("lti",)),
    ):
        if value is not None and shape not in shapes:
            raise Problem(
                message("{option} means nothing for {format}.", option=option, format=shape),
                message("It goes with {formats}.", formats=", ".join(shapes)),
            )


def _filled(
    shape: str, book: Gradebook, sheet: Path, column: str | None, exercise: str | None, zero: bool
) -> Filled:
    from grader.classroom.exports.canvas import fill_canvas
    from grader.classroom.exports.moodle import fill_moodle
    from grader.classroom.exports.sheets import read_sheet

    filling = fill_canvas if shape == "canvas" else fill_moodle
    return filling(
        read_sheet(sheet), book, column=column, exercise=exercise, missing_is_zero=zero, name=shown(sheet)
    )


def _written(shape: str, book: Gradebook, exercise: str | None, zero: bool, language: str) -> bytes:
    if shape == "csv":
        from grader.classroom.exports.table import gradebook_to_table

        return gradebook_to_table(book)
    if shape == "nbgrader":
        from grader.classroom.exports.nbgrader import gradebook_to_nbgrader

        return gradebook_to_nbgrader(book)
    if shape == "junit":
        return _junit(book)
    from grader.classroom.exports.ags import pushes_of
    from grader.classroom.exports.texts import to_json

    pushes = pushes_of(book, exercise, missing_is_zero=zero)
    _tell_of_unknown(pushes.unknown, language)
    return to_json([dict(push.body) for push in pushes.pushes])


def _junit(book: Gradebook) -> bytes:
    import platform

    from grader.classroom.assignment import exercises_of
    from grader.classroom.exports.answers import answers_of
    from grader.classroom.exports.junit import papers_to_junit
    from grader.classroom.exports.paper import make_paper
    from grader.classroom.exports.sight import teacher

    exercises = exercises_of(book.assignment)
    papers = []
    for result in book.results:
        instants = [mark.attempt.at for mark in result.marks if mark.attempt is not None and mark.attempt.at]
        at = max(instants, default=None)
        answers = answers_of(result, exercises)
        paper = make_paper(book.assignment, answers, teacher, at=at, now=book.made_at, seeds_shown=True)
        papers.append((result.student.id, paper))
    return papers_to_junit(papers, hostname=platform.node())


def _tell_of_sheet(filled: Filled, language: str) -> int:
    _ = text(language)
    for note in filled.notes:
        click.echo(note.in_language(language), err=True)
    click.echo(_.plural("{count} score is in it.", "{count} scores are in it.", filled.written))
    _name(filled.missing, _("Not in the sheet:"), language)
    _name(filled.doubtful, _("Not clear who is who, so that nothing was written:"), language)
    _name(filled.nothing, _("Handed in nothing:"), language)
    _name(filled.not_graded, _("Not graded:"), language)
    if filled.strangers:
        _list(filled.strangers, _("In the sheet, and not in this class:"), language)
    return 1 if filled.missing or filled.doubtful or filled.not_graded else 0


def _send(
    book: Gradebook, exercise: str | None, platform: Path, folder: Path, *, zero: bool, language: str
) -> int:
    from grader.classroom.exports.ags import Record, pushes_of
    from grader.classroom.exports.ags_client import Client, read_platform
    from grader.classroom.exports.sending import send_scores

    _ = text(language)
    reached = read_platform(platform)
    pushes = pushes_of(book, exercise, missing_is_zero=zero)
    with Record(folder / "lti-sent.jsonl") as record:
        sent = send_scores(
            pushes.pushes, record, Client(reached), reached.line_item, lambda: datetime.now(UTC)
        )
    _tell_of_unknown(pushes.unknown, language)
    _name(pushes.nothing, _("Handed in nothing:"), language)
    _tell_of_sending(sent, language)
    if sent.ended is not None:
        return 3
    return 1 if sent.refused or pushes.unknown else 0


def _tell_of_sending(sent: Sent, language: str) -> None:
    _ = text(language)
    click.echo(
        _(
            "{arrived} sent, {already} were there already, {refused} refused.",
            arrived=len(sent.arrived),
            already=len(sent.already),
            refused=len(sent.refused),
        )
    )
    for push, error in sent.refused:
        click.echo(
            _(
                "{student}: the platform refused it ({error}).",
                student=push.student.id,
                error=_line(str(error)),
            ),
            err=True,
        )
    if sent.ended is not None:
        click.echo(
            _(
                "Sending ended: {error}. {count} are left; send again later, nothing is sent twice.",
                error=_line(str(sent.ended)),
                count=len(sent.left),
            ),
            err=True,
        )


def _tell_of_unknown(students: Sequence[Student], language: str) -> None:
    _ = text(language)
    _name(students, _("Not known to the platform (the roster needs a column lti):"), language)


def _name(students: Sequence[Student], heading: str, language: str) -> None:
    if students:
        _list([f"{student.id} {student.name}".strip() for student in students], heading, language)


def _list(names: Sequence[str], heading: str, language: str) -> None:
    _ = text(language)
    named = _(", ").join(_line(name) for name in names[:MOST_NAMED])
    more = f" (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else ""
    click.echo(f"{heading} {named}{more}", err=True)


def _line(untrusted: str) -> str:
    from grader.report.cleaning import one_line

    return one_line(untrusted)[:200]
