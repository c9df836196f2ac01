"""`grade list`: shows the exercises."""

from __future__ import annotations

import json
from pathlib import Path

import click

from grader.cli.common import chosen, common_options, console, names_argument, warn_of_problems
from grader.cli.words import level_name, topic_name
from grader.language import text
from grader.packs import all_exercises, find_packs
from grader.report.cleaning import one_line


@click.command("list")
@names_argument()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@common_options
def command(names: tuple[str, ...], as_json: bool, pack: tuple[Path, ...], lang: str) -> None:
    """List the exercises, or those of a topic or a range."""
    packs = find_packs(pack)
    exercises = chosen(packs, names) if names else all_exercises(packs)
    if as_json:
        data = [
            {
                "number": exercise.number,
                "slug": exercise.slug,
                "title": {"en": exercise.title.en, "zh": exercise.title.zh},
                "topic": exercise.topic,
                "level": exercise.level,
                "points": exercise.points,
                "prerequisites": list(exercise.prerequisites),
                "pack": exercise.pack.name,
            }
            for exercise in exercises
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        warn_of_problems(packs, lang)
        return
    from rich.table import Table
    from rich.text import Text

    from grader.report.terminal import put

    _ = text(lang)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(_("no."), justify="right")
    table.add_column(_("title"), overflow="fold")
    table.add_column(_("name"), no_wrap=True)
    table.add_column(_("topic"))
    table.add_column(_("level"))
    table.add_column(_("points"), justify="right")
    for exercise in exercises:
        table.add_row(
            f"{exercise.number:02d}",
            Text(one_line(exercise.title.in_language(lang)), style="bold"),
            exercise.slug,
            topic_name(exercise.topic, _),
            level_name(exercise.level, _),
            f"{exercise.points:g}",
        )
    screen = console()
    if exercises:
        put(table, screen)
    else:
        screen.print(_("No exercises were found."))
    warn_of_problems(packs, lang)
