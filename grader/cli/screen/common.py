"""What the commands about take-homes share."""

from __future__ import annotations

from importlib.util import find_spec

from grader.language import Problem, Translator, message

EXTRA = "torchgrade[classroom]"


def needs(*modules: str) -> None:
    """Raise Problem where one of these packages of the extra `classroom` is not installed."""
    for module in modules:
        if find_spec(module) is None:
            raise Problem(
                message("This command needs the package {name}, which is not installed.", name=module),
                message("Install what classes and take-homes need: pip install '{extra}'.", extra=EXTRA),
            )


def minutes_left(used: float, minutes: int, _: Translator) -> str:
    """Return how much of the time is left after `used` seconds, or how long it has been over."""
    left = minutes - int(used // 60)
    if used < 60 * minutes:
        return _.plural("{count} of {all} minutes left", "{count} of {all} minutes left", left, all=minutes)
    over = int(used // 60) - minutes
    return _.plural(
        "the time has been over for {count} minute", "the time has been over for {count} minutes", over
    )
