"""`grade assignment new`: writes the assignment.toml of a new assignment."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from grader.cli.common import chosen, language_option, shown
from grader.language import Problem, message, text


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--exercises",
    required=True,
    metavar="NAMES",
    help="The exercises, with commas between them: 46,50,52-54,convolution.",
)
@click.option("--title", default="", help="What people call the assignment; by default the folder's name.")
@click.option("--timezone", default="", metavar="ZONE", help="Of its dates; by default that of this system.")
@click.option(
    "--pack",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Take the exercises from the pack in DIR and not from the built-in one.",
)
@language_option
def command(folder: Path, exercises: str, title: str, timezone: str, pack: Path | None, lang: str) -> None:
    """Write a new assignment.toml into FOLDER, with comments that say what can be changed.

    It gets a fresh secret, from which the official questions are drawn.
    """
    from grader.classroom.assignment import find_pack, identity_of
    from grader.classroom.draft import draft, system_zone, write_draft
    from grader.classroom.schedule import find_zone

    _ = text(lang)
    names = [name for name in exercises.replace("，", ",").split(",") if name.strip()]
    if not names:
        raise Problem(
            message("An assignment needs exercises."),
            message("Name them: --exercises 46,50; `grade list` shows them all."),
        )
    selected = chosen([find_pack(pack)], names)
    name = folder.resolve().name
    path = "" if pack is None else Path(os.path.relpath(pack.resolve(), folder.resolve())).as_posix()
    written = draft(
        identity_of(name),
        title.strip() or name,
        selected,
        language=lang,
        timezone=str(find_zone(timezone or system_zone())),
        today=datetime.now().astimezone(),
        pack=path,
    )
    click.echo(_("created  {file}", file=shown(write_draft(folder, written))))
    click.echo(
        _(
            "Set the dates and what you like in it, and let `grade assignment check {folder}` read it back to you.",
            folder=shown(folder),
        )
    )
