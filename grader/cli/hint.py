"""`grade hint`: shows one step more of an exercise's hints at each call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from grader.cli.common import (
    common_options,
    console,
    name_argument,
    not_in_a_kit,
    one_exercise,
    warn_of_trouble,
    workspace,
)
from grader.language import Problem, message, text
from grader.packs import Exercise, find_packs, read_hints
from grader.progress import Event, Progress
from grader.report.cleaning import one_line


@click.command("hint")
@name_argument()
@common_options
def command(name: str | None, pack: tuple[Path, ...], lang: str) -> None:
    """Show a hint, and at each further call the next one.

    Hints cost nothing; your progress remembers that you took them.
    """
    not_in_a_kit()
    progress = Progress(workspace())
    exercise = one_exercise(find_packs(pack), name, progress, lang)
    hints = next_hint(exercise, progress, lang)
    document = f"{hints.in_markdown(lang)}\n\n{_then(hints, lang)}"
    screen = console()
    if screen.is_terminal:
        from rich.markdown import Markdown

        screen.print(Markdown(document))
    else:
        click.echo(document)
    warn_of_trouble(progress, lang)


@dataclass(frozen=True, slots=True)
class Hints:
    """The first steps of an exercise's hints, and how many there are."""

    exercise: Exercise
    steps: Sequence[str]
    count: int

    def in_markdown(self, language: str) -> str:
        """Return the steps under a heading."""
        _ = text(language)
        title = one_line(self.exercise.title.in_language(language))
        seen = _("hint {step} of {count}", step=len(self.steps), count=self.count)
        indented = (step.replace("\n", "\n   ") for step in self.steps)
        steps = "\n".join(f"{position}. {step}" for position, step in enumerate(indented, 1))
        return f"# {self.exercise.number:02d} {title} · {seen}\n\n{steps}"


def next_hint(exercise: Exercise, progress: Progress, language: str) -> Hints:
    """Return the hints that were taken and one more, and record that.

    Where progress cannot be kept there is no next one, so all are returned. Raises Problem where the
    exercise has no hints.
    """
    hints = read_hints(exercise)
    if not hints:
        raise Problem(
            message("Exercise {number} has no hints.", number=exercise.number),
            message("Its statement says what is asked: `grade show {number}`.", number=exercise.number),
        )
    taken = progress.standing(exercise.stem).hints
    if taken < len(hints):
        taken += 1
        progress.record(Event.hinted(exercise.stem, taken))
    shown = len(hints) if progress.trouble else min(taken, len(hints))
    return Hints(exercise, [hint.in_language(language) for hint in hints[:shown]], len(hints))


def _then(hints: Hints, language: str) -> str:
    _ = text(language)
    number = hints.exercise.number
    if len(hints.steps) < hints.count:
        return _("Not enough? `grade hint {number}` has one more.", number=number)
    return _(
        "That was the last hint. Where nothing helps: `grade solution {number} --give-up`.", number=number
    )
