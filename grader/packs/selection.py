"""Finds the exercises that words on a command line name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from grader.language import Problem, message
from grader.packs.model import Exercise


class SelectionError(Problem):
    """A word on the command line names no exercise."""


def select(exercises: Sequence[Exercise], words: Sequence[str]) -> list[Exercise]:
    """Return the exercises that `words` name, in the order of the words and each once.

    A word is a number ("46", "07"), a range ("42-50"), a slug or the beginning of exactly
    one ("max_pooling"), a folder name ("46_max_pooling"), a topic ("convolution") or "all".
    Raises SelectionError for any other.
    """
    chosen: dict[int, Exercise] = {}
    for word in words:
        chosen |= {exercise.number: exercise for exercise in _select_one(exercises, word.strip())}
    return list(chosen.values())


def is_group(word: str, exercises: Sequence[Exercise]) -> bool:
    """Whether `word` stands for several exercises: "all", a range or a topic."""
    word = word.strip().lower()
    return word == "all" or _range(word) is not None or word in {exercise.topic for exercise in exercises}


def _range(word: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(\d+)-(\d+)", word)
    return (int(found[1]), int(found[2])) if found else None


def _select_one(exercises: Sequence[Exercise], word: str) -> list[Exercise]:
    lowered = word.lower()
    if lowered == "all" and exercises:
        return list(exercises)
    bounds = _range(lowered)
    if bounds is not None:
        low, high = bounds
        chosen = [exercise for exercise in exercises if low <= exercise.number <= high]
    elif lowered.isdecimal():
        chosen = [exercise for exercise in exercises if exercise.number == int(lowered)]
    else:
        name = lowered.rstrip("/").replace("-", "_")
        chosen = [exercise for exercise in exercises if name in (exercise.slug, exercise.stem)]
        chosen = chosen or [exercise for exercise in exercises if exercise.topic == lowered]
        if not chosen and name:
            beginning = [exercise for exercise in exercises if exercise.slug.startswith(name)]
            if len(beginning) > 1:
                raise _ambiguous(word, beginning)
            chosen = beginning
    if not chosen:
        raise _unknown(exercises, word, lowered)
    return chosen


def _ambiguous(word: str, exercises: list[Exercise]) -> SelectionError:
    return SelectionError(
        message(
            "“{word}” is the beginning of several exercises: {names}.",
            word=word,
            names=", ".join(exercise.slug for exercise in exercises[:6]),
        ),
        message("Write a little more of the name, or its number."),
    )


def _unknown(exercises: Sequence[Exercise], word: str, lowered: str) -> SelectionError:
    see = message("`grade list` shows them all.")
    if not exercises:
        return SelectionError(
            message("No exercise is called “{word}”: no exercises were found at all.", word=word),
            message("Use --pack DIR, where DIR holds exercises/ and solutions/."),
        )
    if lowered.isdecimal() or _range(lowered) is not None:
        numbers = [exercise.number for exercise in exercises]
        wanted = int(re.split("-", lowered)[0])
        nearest = sorted(sorted(numbers, key=lambda number: abs(number - wanted))[:3])
        return SelectionError(
            message("There is no exercise {word}.", word=word),
            message(
                "The nearest are {names}; `grade list` shows them all.", names=", ".join(map(str, nearest))
            ),
        )
    names = [exercise.slug for exercise in exercises] + sorted({exercise.topic for exercise in exercises})
    parts = [name for name in names if len(lowered) > 2 and lowered.replace("-", "_") in name]
    close = list(dict.fromkeys([*difflib.get_close_matches(lowered, names, n=4), *parts]))[:4]
    what = message("No exercise or topic is called “{word}”.", word=word)
    if close:
        return SelectionError(
            what,
            message("Did you mean {names}? `grade list` shows them all.", names=", ".join(close)),
        )
    return SelectionError(what, see)
