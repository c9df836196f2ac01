"""`grade show`: shows what an exercise asks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import chosen, common_options, console, names_argument, shown
from grader.cli.words import level_name, topic_name
from grader.language import text
from grader.packs import Exercise, find_packs

if TYPE_CHECKING:
    from rich.markdown import Markdown

PICTURE = re.compile(r"^!\[([^\]]*)\]\(picture\.svg\)$", re.MULTILINE)


@click.command("show")
@names_argument(required=True)
@common_options
def command(names: tuple[str, ...], pack: tuple[Path, ...], lang: str) -> None:
    """Show the statement of an exercise."""
    screen = console()
    for exercise in chosen(find_packs(pack), names):
        if screen.is_terminal:
            screen.print(on_screen(exercise, lang))
        else:
            click.echo(statement(exercise, lang))


def statement(exercise: Exercise, language: str) -> str:
    """Return the statement of an exercise under a heading, as Markdown."""
    return f"{_head(exercise, language)}\n\n{exercise.statement(language)}"


def on_screen(exercise: Exercise, language: str) -> Markdown:
    """Return the statement for a terminal, which shows a picture as its description and the file to open."""
    from rich.markdown import Markdown

    def described(found: re.Match[str]) -> str:
        return f"> {found[1]}\n>\n> `{shown(exercise.picture)}`"

    return Markdown(PICTURE.sub(described, statement(exercise, language)))


def _head(exercise: Exercise, language: str) -> str:
    _ = text(language)
    facts = [
        topic_name(exercise.topic, _),
        level_name(exercise.level, _),
        _.plural("{points} point", "{points} points", int(exercise.points), points=f"{exercise.points:g}"),
    ]
    if exercise.prerequisites:
        facts.append(_("after {numbers}", numbers=", ".join(map(str, exercise.prerequisites))))
    return f"# {exercise.number:02d} {exercise.title.in_language(language)}\n\n{' · '.join(facts)}"
