"""`grade screen`: a take-home, from the kits to the review. One module a command, as in the group above."""

from __future__ import annotations

import click

from grader.cli.group import CommandGroup

# The module of each command, in the order in which they are needed.
COMMANDS = {"new": "new", "begin": "begin", "pack": "pack", "review": "review"}


@click.group("screen", cls=CommandGroup, package=__name__, modules=COMMANDS)
def command() -> None:
    """Give a take-home: kits for candidates, and the review of what they hand in.

    Interviewers use `new` and `review`; candidates use `begin` and `pack` in their kit, and `grade exercise` to
    practise.
    """
