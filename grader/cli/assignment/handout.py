"""`grade assignment handout`: makes the folder or the archive that students get."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.common import cannot_write, language_option, shown, write_whole
from grader.language import LANGUAGES, Problem, message, text

BOTH = "both"
MOST_NAMES = 3


@click.command("handout")
@assignment_argument()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where it is made; by default handout/ beside the assignment.",
)
@click.option("--zip", "zipped", is_flag=True, help="Make a zip archive and not a folder.")
@click.option(
    "--statements",
    type=click.Choice((BOTH, *LANGUAGES)),
    default=BOTH,
    help="The languages of the statements; the README is in that of the assignment.",
)
@language_option
def command(assignment: Path, into: Path | None, zipped: bool, statements: str, lang: str) -> None:
    """Make what students get: statements, stubs and a README, with which they can practise.

    It holds no contract, no solution and not the secret. The same assignment gives the same bytes.
    """
    from grader.classroom.handout import archive, handout_files

    _ = text(lang)
    found = find_assignment(assignment)
    files = handout_files(found, LANGUAGES if statements == BOTH else (statements,))
    place = into if into is not None else found.folder / "handout"
    target = place / (f"{found.id}.zip" if zipped else found.id)
    _make(place)
    if zipped:
        write_whole(target, archive(files, found.id))
    else:
        _write(files, target)
    click.echo(
        _.plural(
            "{file}: {count} exercise", "{file}: {count} exercises", len(found.items), file=shown(target)
        )
    )
    if found.pack is not None:
        click.echo(_("Students cannot practise these exercises: the checks of your pack stay with you."))


def _write(files: Mapping[str, bytes], target: Path) -> None:
    """Write the folder anew. Raises Problem where there is something in it that no handout has."""
    strange = sorted(
        path.relative_to(target).as_posix()
        for path in target.rglob("*")
        if not path.is_dir() and path.relative_to(target).as_posix() not in files
    )
    if strange:
        raise Problem(
            message(
                "{folder} holds files of its own: {files}.",
                folder=shown(target),
                files=", ".join(strange[:MOST_NAMES]),
            ),
            message("Students would get them too. Move them away, or choose another folder with --into."),
        )
    for name, data in files.items():
        _make((target / name).parent)
        write_whole(target / name, data)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
