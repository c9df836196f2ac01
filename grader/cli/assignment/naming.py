"""Who and what words on the command line mean: students and exercises of an assignment."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from grader.language import Message, Problem, message

if TYPE_CHECKING:
    from grader.classroom.model import Assignment, Collection

COLLECTED = "collected"


def collected(assignment: Assignment) -> Collection:
    """Return what was handed in. Raises Problem while nothing is collected."""
    from grader.classroom.collect import read_collection

    return read_collection(assignment.folder / COLLECTED)


def students_of(collection: Collection) -> list[str]:
    """Return everybody on the roster, and everybody else who handed something in."""
    names = [student.id for student in collection.students]
    names += [name for attempt in collection.attempts for name in attempt.students]
    return list(dict.fromkeys(names))


def exercises_by_name(assignment: Assignment) -> dict[str, str]:
    """Return every name of an exercise of the assignment -> the name of its folder."""
    from grader.classroom.assignment import exercises_of

    return {
        name: stem
        for stem, exercise in exercises_of(assignment).items()
        for name in (stem, exercise.slug, str(exercise.number), f"{exercise.number:02d}")
    }


def find_student(collection: Collection, word: str) -> str:
    """Return the student that a word means. Raises Problem where there is none of that name."""
    students = students_of(collection)
    if word not in students:
        raise Problem(
            message("There is no student “{word}” in the collection.", word=word), near(word, students)
        )
    return word


def find_exercise(assignment: Assignment, word: str) -> str:
    """Return the folder's name of the exercise that a word means. Raises Problem where the assignment has none such."""
    exercises = exercises_by_name(assignment)
    if word not in exercises:
        raise Problem(
            message("There is no exercise “{word}” in this assignment.", word=word), near(word, exercises)
        )
    return exercises[word]


def chosen(assignment: Assignment, collection: Collection, words: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the students and the exercises that words name. Raises Problem for a word that names neither."""
    students, exercises = students_of(collection), exercises_by_name(assignment)
    found: tuple[set[str], set[str]] = (set(), set())
    for word in words:
        if word in students:
            found[0].add(word)
        elif word in exercises:
            found[1].add(exercises[word])
        else:
            raise Problem(
                message("“{word}” is no student and no exercise of this assignment.", word=word),
                near(word, [*exercises, *students]),
            )
    return found


def near(word: str, names: Iterable[str]) -> Message:
    """Return a sentence with the names that come near to a word, or with a few where none does."""
    known = list(names)
    close = difflib.get_close_matches(word, known, n=3)
    if close:
        return message("Did you mean {names}?", names=", ".join(close))
    return message(
        "There are: {names}.", names=", ".join([*known[:6], *(["..."] if len(known) > 6 else [])]) or "-"
    )
