"""`grade solution`: shows the worked solution, once the exercise is solved or given up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.common import (
    common_options,
    console,
    name_argument,
    not_in_a_kit,
    one_exercise,
    shown,
    warn_of_trouble,
    workspace,
)
from grader.language import Problem, message, text
from grader.packs import Exercise, find_packs
from grader.progress import Event, Progress
from grader.report.cleaning import clean

if TYPE_CHECKING:
    from rich.console import RenderableType


@click.command("solution")
@name_argument()
@click.option("--give-up", is_flag=True, help="Show it although the exercise is not solved; recorded.")
@common_options
def command(name: str | None, give_up: bool, pack: tuple[Path, ...], lang: str) -> int:
    """Show the worked solution of an exercise that you have solved."""
    not_in_a_kit()
    progress = Progress(workspace())
    exercise = one_exercise(find_packs(pack), name, progress, lang)
    solved = progress.standing(exercise.stem).solved
    if not solved and not give_up:
        warn_of_trouble(progress, lang)
        raise not_solved(exercise)
    _ = text(lang)
    if not solved and sys.stdin.isatty() and sys.stdout.isatty():
        question = _(
            "Exercise {number} is not solved yet. See its solution all the same?", number=exercise.number
        )
        if not click.confirm(question):
            click.echo(_("Then not yet. `grade hint {number}` helps you on.", number=exercise.number))
            return 0
    progress.record(Event.revealed(exercise.stem, gave_up=not solved))
    screen = console()
    if screen.is_terminal:
        screen.print(worked(exercise))
    else:
        click.echo(_source(exercise))
    others = len(exercise.alternates)
    if others:
        told = _.plural(
            "{count} other way to write it lies in {folder}",
            "{count} other ways to write it lie in {folder}",
            others,
            folder=shown(exercise.solutions / "alternate"),
        )
        click.echo(told, err=True)
    warn_of_trouble(progress, lang)
    return 0


def worked(exercise: Exercise) -> RenderableType:
    """Return the worked solution in colours that fit any terminal."""
    from rich.syntax import Syntax

    return Syntax(_source(exercise), "python", theme="ansi_dark", background_color="default", word_wrap=True)


def not_solved(exercise: Exercise) -> Problem:
    """Return why the solution is not shown yet, and what helps."""
    return Problem(
        message(
            "Exercise {number} is not solved yet; its solution is worth more afterwards.",
            number=exercise.number,
        ),
        message(
            "`grade hint {number}` helps you on. To see it now: `grade solution {number} --give-up`.",
            number=exercise.number,
        ),
    )


def _source(exercise: Exercise) -> str:
    return clean(exercise.solution.read_text(encoding="utf-8")).rstrip("\n")
