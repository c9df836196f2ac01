"""`grade show`: shows what an exercise asks."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.common import chosen, common_options, console, names_argument
from grader.cli.words import level_name, topic_name
from grader.language import text
from grader.packs import Exercise, find_packs


@click.command("show")
@names_argument(required=True)
@common_options
def command(names: tuple[str, ...], pack: tuple[Path, ...], lang: str) -> None:
    """Show the statement of an exercise."""
    screen = console()
    for exercise in chosen(find_packs(pack), names):
        document = statement(exercise, lang)
        if screen.is_terminal:
            from rich.markdown import Markdown

            screen.print(Markdown(document))
        else:
            click.echo(document)


def statement(exercise: Exercise, language: str) -> str:
    """Return the statement of an exercise under a heading, as Markdown."""
    return f"{_head(exercise, language)}\n\n{exercise.statement(language)}"


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
