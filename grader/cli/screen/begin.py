"""`grade screen begin`: starts a candidate's time, and says how much of it is left."""

from __future__ import annotations

import click

from grader.cli.common import language_option
from grader.language import text


@click.command("begin")
@language_option
def command(lang: str) -> None:
    """Start your time, in the folder of your take-home. Later it says how much is left."""
    from grader.classroom.screen.kit import find_kit
    from grader.cli.screen.practice import Practice

    practice = Practice(find_kit(), lang)
    begun = practice.begin()
    _ = text(lang)
    click.echo(begun or practice.standing())
    for line in practice.exercises():
        click.echo(line)
    click.echo(
        _(
            "Check an answer with `grade exercise {number}`, hand in with `grade screen pack`.",
            number=practice.first,
        )
    )
