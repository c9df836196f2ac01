"""`grade start`: puts an exercise into the working folder."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.common import cannot_write, chosen, common_options, names_argument, shown, write_whole
from grader.language import text
from grader.packs import Exercise, clone_root, find_packs


@click.command("start")
@names_argument(required=True)
@common_options
def command(names: tuple[str, ...], pack: tuple[Path, ...], lang: str) -> None:
    """Copy an exercise into the working folder, where you write your answer.

    Files that are there already are never overwritten.
    """
    _ = text(lang)
    exercises = chosen(find_packs(pack), names)
    for exercise in exercises:
        if clone_root() == exercise.pack.root:
            click.echo(_("In a clone you edit in place: {file}", file=shown(exercise.stub)))
        else:
            for made, file in copy_exercise(exercise):
                click.echo(_("created  {file}", file=file) if made else _("kept     {file}", file=file))
    if exercises:
        first = exercises[0].number
        click.echo(
            _("Read it with `grade show {number}`, check it with `grade exercise {number}`.", number=first)
        )


def copy_exercise(exercise: Exercise) -> list[tuple[bool, Path]]:
    """Copy the stub, the statements and their picture into a folder here; return each file, and whether it is new.

    Raises Problem where that is not possible.
    """
    folder = Path(exercise.stem)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    copied = []
    sources = [exercise.stub, exercise.question("en"), exercise.question("zh")]
    if exercise.picture.is_file():
        sources.append(exercise.picture)
    for source in sources:
        target = folder / source.name
        made = not target.exists()
        if made:
            write_whole(target, source.read_bytes())
        copied.append((made, target))
    return copied
