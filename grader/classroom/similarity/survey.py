"""Looks through everything that was handed in for an assignment, and through the pack, for answers that look alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from grader.classroom.model import Collection
from grader.classroom.similarity.features import Text
from grader.classroom.similarity.pairs import Document, Pair, similar_pairs
from grader.packs import Exercise
from grader.packs.model import read_text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two answers side by side: numbers and texts, None where one side has no line, and what is common."""

    left: int | None
    left_text: str
    right: int | None
    right_text: str
    common_left: bool
    common_right: bool


def survey(collection: Collection, exercises: Mapping[str, Exercise]) -> dict[str, list[Pair]]:
    """Return for each exercise the pairs that are worth a look.

    Every different file of a student is looked at, once; so are the pack's solution, alternates and wrong files.
    """
    return {
        name: similar_pairs([*_of_the_class(collection, exercise), *_of_the_pack(exercise)])
        for name, exercise in exercises.items()
    }


def side_by_side(pair: Pair) -> list[Row]:
    """Return two answers line by line, with the lines level that say the same."""
    a, b = pair.first.text, pair.second.text
    shared = a.features.keys() & b.features.keys()
    common = a.lines_of(a.covered(shared)), b.lines_of(b.covered(shared))
    left, right = a.source.splitlines(), b.source.splitlines()
    rows = []
    matcher = SequenceMatcher(None, [line.strip() for line in left], [line.strip() for line in right], False)
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        for k in range(max(i_end - i, j_end - j)):
            x = i + k if i + k < i_end else None
            y = j + k if j + k < j_end else None
            rows.append(
                Row(
                    None if x is None else x + 1,
                    "" if x is None else left[x],
                    None if y is None else y + 1,
                    "" if y is None else right[y],
                    x is not None and x + 1 in common[0],
                    y is not None and y + 1 in common[1],
                )
            )
    return rows


def _of_the_class(collection: Collection, exercise: Exercise) -> list[Document]:
    stub = read_text(exercise.stub)
    found: dict[tuple[str, str], Document] = {}
    for attempt in collection.attempts:
        owner = " + ".join(sorted(attempt.students))
        for file in attempt.files:
            if file.exercise == exercise.stem and (owner, file.sha256) not in found:
                source = file.path.read_bytes().decode("utf-8", "replace")
                found[owner, file.sha256] = Document(owner, Text(source, stub), file.sha256)
    return list(found.values())


def _of_the_pack(exercise: Exercise) -> list[Document]:
    stub = read_text(exercise.stub)
    files = (exercise.solution, *exercise.alternates, *exercise.wrong)
    return [
        Document(
            path.relative_to(exercise.solutions).as_posix(),
            Text(read_text(path), stub),
            path.stem,
            of_pack=True,
        )
        for path in files
    ]
