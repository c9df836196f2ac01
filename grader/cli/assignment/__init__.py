"""`grade assignment`: a class, from the first handout to the gradebook. One module a command, as in the group above."""

from __future__ import annotations

from importlib.util import find_spec

import click

from grader.cli.group import CommandGroup

# The module of each command, in the order in which a teacher needs them.
MODULES = {
    "new": "new",
    "check": "check",
    "handout": "handout",
    "collect": "collect",
    "grade": "grade",
    "regrade": "regrade",
    "override": "override",
    "similarity": "similarity",
    "report": "report",
    "export": "export",
    "autograder": "autograder",
    "run-as": "run_as",
    "publish": "publish",
}

COMMANDS = {name: module for name, module in MODULES.items() if find_spec(f"{__name__}.{module}")}


@click.group("assignment", cls=CommandGroup, package=__name__, modules=COMMANDS)
def command() -> None:
    """Give a class an assignment: hand out, collect, grade, report.

    Every command takes the folder of the assignment, or its assignment.toml; without one, the folder you are in.
    """
