"""`grade assignment report`: a page and data for every student, and a page about the class."""

from __future__ import annotations

import json
from pathlib import Path

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.assignment.naming import collected
from grader.cli.common import cannot_write, language_option, shown, write_whole
from grader.language import Problem, message, text

FOLDER = "reports"


@click.command("report")
@assignment_argument()
@click.option("--into", type=click.Path(path_type=Path), help="Write into this folder, not into reports/.")
@click.option(
    "--student", "only", multiple=True, metavar="ID", help="Write the pages of these students alone."
)
@language_option
def command(assignment: Path, into: Path | None, only: tuple[str, ...], lang: str) -> None:
    """Write what students and the teacher read.

    Students see of each check what the assignment lets them see now; `grade assignment publish` opens what waits
    for that. Their pages are in the assignment's language, the page about the class in yours.
    """
    from grader.classroom.books import open_book
    from grader.classroom.collect.storage import safe_name
    from grader.classroom.reports import class_page, student_data, student_page

    _ = text(lang)
    given = find_assignment(assignment)
    book = open_book(given, collected(given))
    known = {result.student.id: result for result in book.results}
    for name in only:
        if name not in known:
            raise Problem(
                message("No student “{name}” handed anything in.", name=name),
                message("`grade assignment collect` lists who did; ids are compared letter by letter."),
            )
    folder = into or given.folder / FOLDER
    make_folder(folder / "students")
    written = 0
    for name, result in known.items():
        if only and name not in only:
            continue
        stem = folder / "students" / safe_name(name)
        page = student_page(book, result, published=given.published, language=given.language)
        data = json.dumps(student_data(book, result, published=given.published), ensure_ascii=False, indent=2)
        write_whole(stem.with_name(f"{stem.name}.html"), page)
        write_whole(stem.with_name(f"{stem.name}.json"), f"{data}\n".encode())
        written += 1
    click.echo(
        _.plural("{count} student's page and data", "pages and data of {count} students", written)
        + f"  {shown(folder / 'students')}"
    )
    if not only:
        write_whole(folder / "class.html", class_page(book, language=lang))
        click.echo(_("the page about the class") + f"  {shown(folder / 'class.html')}")


def make_folder(path: Path) -> None:
    """Make a folder and those around it. Raises Problem where that is not possible."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
