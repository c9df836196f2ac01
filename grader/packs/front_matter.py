"""Reads the lines between the dashes at the top of a statement."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from grader.language import message
from grader.packs.model import FRONT_MATTER, PackError, read_text

TOPICS = (
    "foundations",
    "tensors",
    "autograd",
    "networks",
    "losses",
    "convolution",
    "optimization",
    "data",
    "tools",
    "devices",
)
LEVELS = (1, 2, 3)
TOPIC_NAME = re.compile(r"[a-z][a-z0-9-]*")


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and value > 0  # type: ignore[operator]


# What each key of the front matter must be, as a test and in words.
TRANSLATION_KEYS = {
    "title": (lambda value: isinstance(value, str) and value.strip() != "", message("a text")),
}
QUESTION_KEYS = {
    **TRANSLATION_KEYS,
    "topic": (
        lambda value: isinstance(value, str) and TOPIC_NAME.fullmatch(value) is not None,
        message("one lower-case word, for instance one of {topics}", topics=", ".join(TOPICS)),
    ),
    "level": (lambda value: type(value) is int and value in LEVELS, message("1, 2 or 3")),
    "points": (_is_number, message("a number above 0")),
    "prerequisites": (
        lambda value: isinstance(value, list) and all(type(number) is int for number in value),
        message("a list of numbers of exercises, like [3, 45]"),
    ),
}


def read_front_matter(path: Path, keys: dict[str, Any]) -> dict[str, Any]:
    """Return the front matter of `path`; raises PackError where it does not have exactly `keys`."""
    import yaml

    source = read_text(path)
    found = FRONT_MATTER.match(source)
    if found is None:
        raise PackError(
            path,
            1,
            message("there is no front matter."),
            message(
                "Begin the file with a line “---”, then {keys}, then a line “---”.",
                keys=", ".join(f"{key}: ..." for key in keys),
            ),
        )
    try:
        data = yaml.load(found["data"], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PackError(
            path,
            mark.line + 2 if mark else 1,
            message("the front matter is no YAML: {reason}.", reason=getattr(error, "problem", None) or "?"),
            message("Write one “key: value” a line; put a text with a colon into quotes."),
        ) from error
    if not isinstance(data, dict):
        raise PackError(
            path,
            2,
            message("the front matter must be “key: value” lines."),
            message("It needs the keys {keys}.", keys=", ".join(keys)),
        )
    for key in data:
        if key not in keys:
            raise PackError(
                path,
                line_of(source, str(key)),
                message("the front matter has an unknown key “{key}”.", key=key),
                message("It may have the keys {keys}.", keys=", ".join(keys)),
            )
    for key, (holds, wanted) in keys.items():
        if key not in data:
            raise PackError(
                path,
                1,
                message("the front matter lacks “{key}”.", key=key),
                message("It needs the keys {keys}.", keys=", ".join(keys)),
            )
        if not holds(data[key]):
            raise PackError(
                path,
                line_of(source, key),
                message("“{key}” is {value!r}.", key=key, value=data[key]),
                message("It must be {wanted}.", wanted=wanted),
            )
    return data


def line_of(source: str, key: str) -> int:
    """Return the line on which `key` stands, 1 where it does not."""
    return next(
        (number for number, line in enumerate(source.splitlines(), 1) if line.startswith(f"{key}:")), 1
    )
