"""`grade assignment autograder`: makes what another system is given so that it grades an assignment with us."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.common import language_option, shown
from grader.language import text

# The systems of grader.classroom.exports.bundles, repeated here because help and completion import nothing heavy.
SYSTEMS = (
    "gradescope",
    "classroom50",
    "github-classroom",
    "prairielearn",
    "autolab",
    "coursera",
    "exercism",
)
FOLDER = "exports"


@click.command("autograder")
@click.argument("system", type=click.Choice(SYSTEMS), metavar="SYSTEM")
@assignment_argument()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into; by default exports/ beside the assignment.",
)
@language_option
def command(system: str, assignment: Path, into: Path | None, lang: str) -> None:
    """Make an autograder for another system.

    SYSTEM is gradescope, classroom50, github-classroom, prairielearn, autolab, coursera or exercism. What is made
    installs this very version, with the exact versions of what it needs here, and grades the assignment there.
    """
    from grader.classroom.exports.bundles import make_bundle

    found = find_assignment(assignment)
    bundle = make_bundle(system, found, into or found.folder / FOLDER)
    _ = text(lang)
    for note in bundle.notes:
        click.echo(note.in_language(lang), err=True)
    click.echo(_("Written: {path}", path=shown(bundle.path)))
