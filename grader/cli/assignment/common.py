"""What the commands about assignments share."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.language import Problem, message

if TYPE_CHECKING:
    from grader.classroom.model import Assignment

F = TypeVar("F", bound=Callable[..., Any])

EXTRA = "torchgrade[classroom]"


def assignment_argument(*, required: bool = False) -> Callable[[F], F]:
    """Add the argument ASSIGNMENT to a command: a folder or its assignment.toml, by default the working folder."""
    return click.argument(
        "assignment",
        required=required,
        type=click.Path(path_type=Path),
        metavar="ASSIGNMENT" if required else "[ASSIGNMENT]",
        default=None if required else Path(),
    )


def find_assignment(path: Path, *, thorough: bool = False) -> Assignment:
    """Return the assignment at `path`, which is its folder or its assignment.toml.

    Raises Problem with everything that is wrong with it. `thorough` also looks into the contracts, to see that
    every pattern names a check; that imports torch.
    """
    from grader.classroom.assignment import read_assignment

    return read_assignment(path, thorough=thorough)


def needs(*modules: str) -> None:
    """Raise Problem where one of these packages of the extra `classroom` is not installed."""
    for module in modules:
        if find_spec(module) is None:
            raise Problem(
                message("This command needs the package {name}, which is not installed.", name=module),
                message("Install what classes and take-homes need: pip install '{extra}'.", extra=EXTRA),
            )


def needs_ledger() -> None:
    """Raise Problem where a package that the ledger needs is not installed."""
    needs("sqlalchemy", "alembic", "filelock")
