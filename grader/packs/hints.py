"""Reads the hints of an exercise: an ordered list in each language, from a nudge to the decisive idea."""

from __future__ import annotations

import re
from pathlib import Path

from grader.language import message
from grader.packs.model import Exercise, PackError, missing, read_text
from grader.verdict import Title

_ITEM = re.compile(r"(\d+)\. +(\S.*)")


def read_hints(exercise: Exercise) -> tuple[Title, ...]:
    """Return the steps of an exercise's hints as Markdown, nothing where it has no hints.

    Raises PackError where they stand in one language only, or are anything but a list 1., 2., 3. ...
    """
    paths = [exercise.hints(language) for language in ("en", "zh")]
    if not any(path.is_file() for path in paths):
        return ()
    for path in paths:
        if not path.is_file():
            raise missing(path)
    english, chinese = map(_steps, paths)
    if len(english) != len(chinese):
        raise PackError(
            paths[1],
            None,
            message(
                "it has {count} hints, and the English file {other}.", count=len(chinese), other=len(english)
            ),
            message("Both languages have the same steps."),
        )
    return tuple(Title(en, zh) for en, zh in zip(english, chinese, strict=True))


def _steps(path: Path) -> list[str]:
    steps: list[list[str]] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        item = _ITEM.fullmatch(line.rstrip())
        if item is not None and int(item[1]) == len(steps) + 1:
            steps.append([item[2]])
        elif steps and (not line.strip() or line.startswith("  ")):
            steps[-1].append(line.strip())
        elif line.strip():
            raise _no_list(path, number)
    if not steps:
        raise _no_list(path, 1)
    return ["\n".join(lines).strip() for lines in steps]


def _no_list(path: Path, line: int) -> PackError:
    return PackError(
        path,
        line,
        message("hints are an ordered list and nothing else."),
        message("Begin each with its number, “1. ”, “2. ”, “3. ”, and indent the lines that follow it."),
    )
