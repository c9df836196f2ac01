"""Finds the files that are to be graded, and reads them as bytes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.practice import find_practice
from grader.classroom.screen.kit import kit_folder
from grader.cli.common import chosen, named_one_by_one, shown
from grader.language import Problem, message, system_error
from grader.packs import Exercise, Pack, SelectionError, all_exercises, clone_root

# An answer to an exercise has a few hundred lines; a megabyte holds twenty thousand.
MOST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the answer to an exercise lies.

    `given` says that the command line named it or its folder, `own` that it is the learner's own work: a file
    out of a folder that was named is somebody's in a class, and a solution of the pack is ours.
    """

    exercise: Exercise
    path: Path
    given: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Submission(Answer):
    """An answer, and what stood in it when it was read."""

    source: bytes


def find_submissions(words: Sequence[str], packs: Sequence[Pack]) -> tuple[list[Submission], list[Exercise]]:
    """Return the submissions that the command line names, and the exercises without a file.

    Raises Problem for words that name no exercise, and for files that can be no answer.
    """
    answers, missing = find_answers(words, packs)
    return [Submission(a.exercise, a.path, a.given, a.own, read_source(a.path)) for a in answers], missing


def find_answers(words: Sequence[str], packs: Sequence[Pack]) -> tuple[list[Answer], list[Exercise]]:
    """Return where the answers lie that the command line names, and the exercises without a file.

    The last word may be the file or the folder to grade. Only where a word stands for a group of exercises
    may a file be missing. Raises Problem for everything else.
    """
    exercises = all_exercises(packs)
    words = list(words)
    given = Path(words.pop()) if words and _is_path(words, exercises) else None
    if not words and given is not None:
        words = [_slug_of(given, exercises)]
    if not words:
        raise Problem(
            message("Which exercise? Name it by number, range, name or topic."),
            message("For instance `grade exercise 46`; `grade list` shows them all."),
        )
    selected = chosen(packs, words)
    if given is not None and given.is_file() and len(selected) > 1:
        raise Problem(
            message(
                "{file} is one file, and {count} exercises were named.",
                file=shown(given),
                count=len(selected),
            ),
            message("Name one exercise, or a folder that holds a file for each."),
        )
    answers, missing = [], []
    for exercise in selected:
        path = find_file(exercise, given)
        if path is None:
            missing.append(exercise)
        else:
            own = path == given or given is None
            own = own and not path.resolve().is_relative_to(exercise.pack.root / "solutions")
            answers.append(Answer(exercise, path, given is not None, own))
    if missing and (not answers or named_one_by_one(words, exercises)):
        raise no_file(missing[0], given)
    return answers, missing


def read_source(path: Path) -> bytes:
    """Return the bytes of a submission. Raises Problem where it can be no Python file."""
    try:
        if not path.is_file():
            raise Problem(
                message("{path} is no ordinary file.", path=shown(path)),
                message("Give the Python file that you wrote."),
            )
        with path.open("rb") as file:
            source = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=shown(path), reason=system_error(error)),
            message("Check that you may read it."),
        ) from error
    if len(source) > MOST_BYTES:
        raise Problem(
            message("{path} is larger than 1 MiB.", path=shown(path)),
            message("An answer is a short Python file; is it the right one?"),
        )
    if not source.strip():
        raise Problem(
            message("{path} is empty.", path=shown(path)),
            message("Write your answer into it and save it; `grade show` shows what is asked."),
        )
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise Problem(
            message(
                "{path} is not UTF-8: line {line} has a byte that no text has.", path=shown(path), line=line
            ),
            message("Save it as UTF-8; is it a Python file?"),
        ) from error
    return source


def _is_path(words: Sequence[str], exercises: Sequence[Exercise]) -> bool:
    """Whether the last of `words` is the file or folder to grade and not the name of one more exercise."""
    word = words[-1]
    path = Path(word)
    if path.suffix == ".py" or os.sep in word.rstrip(os.sep):
        if not path.exists():
            raise Problem(
                message("There is no file or folder {path}.", path=word),
                message("Check the name; `grade start` copies an exercise into the working folder."),
            )
        return True
    names = {name for e in exercises for name in (e.slug, e.stem, e.topic, str(e.number), f"{e.number:02d}")}
    return path.exists() and word.rstrip(os.sep) not in {*names, "all"}


def _slug_of(path: Path, exercises: Sequence[Exercise]) -> str:
    """Return the exercise that a file is for, by its name or that of its folder."""
    for name in (path.stem, path.resolve().name, path.resolve().parent.name):
        if any(name in (exercise.slug, exercise.stem) for exercise in exercises):
            return name
    raise SelectionError(
        message("Which exercise is {path} for?", path=shown(path)),
        message("Name it first: `grade exercise 46 {path}`.", path=shown(path)),
    )


def find_file(exercise: Exercise, given: Path | None = None) -> Path | None:
    """Return the learner's file for an exercise, in `given` if that is a folder, None where there is none."""
    name = f"{exercise.slug}.py"
    if given is not None:
        if not given.is_dir():
            return given
        places = [given / name, given / exercise.stem / name, given / "exercises" / exercise.stem / name]
    elif (kit := kit_folder()) is not None and (kit / exercise.stem).is_dir():
        places = [kit / exercise.stem / name]
    elif clone_root() == exercise.pack.root and find_practice() is None:
        places = [exercise.stub]
    else:
        places = [Path(name), Path(exercise.stem) / name]
    return next((place for place in places if place.exists()), None)


def no_file(exercise: Exercise, given: Path | None = None) -> Problem:
    """Return the problem that there is no file for an exercise."""
    name = f"{exercise.slug}.py"
    if given is not None:
        return Problem(
            message("The folder {folder} holds no {name}.", folder=shown(given), name=name),
            message("Its file is looked for as {name} and as {stem}/{name}.", name=name, stem=exercise.stem),
        )
    return Problem(
        message("There is no {name} here, and no {stem}/{name}.", name=name, stem=exercise.stem),
        message("`grade start {number}` puts it here.", number=exercise.number),
    )
