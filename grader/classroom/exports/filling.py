"""Puts scores into one column of a sheet, and says whom it did not find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.classroom.exports.matching import match
from grader.classroom.exports.scores import Score, Standing
from grader.classroom.exports.sheets import Sheet
from grader.classroom.model import Student
from grader.language import Message


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet with its column filled.

    Attributes:
        data: the file.
        written: how many cells now hold a score.
        missing: students with work and without a row in the sheet.
        doubtful: students who share a row or have several; none was filled.
        strangers: the first cell of each row that belongs to nobody here; they are as they were.
        nothing: students who handed in nothing, whose cells are as they were.
        not_graded: students whose work could not be graded, whose cells are as they were.
        notes: what else is to be known.
    """

    data: bytes
    written: int
    missing: tuple[Student, ...] = ()
    doubtful: tuple[Student, ...] = ()
    strangers: tuple[str, ...] = ()
    nothing: tuple[Student, ...] = ()
    not_graded: tuple[Student, ...] = ()
    notes: tuple[Message, ...] = ()


def fill(
    sheet: Sheet,
    column: int,
    rows: Mapping[int, Sequence[tuple[str, str]]],
    wanted: Sequence[Score],
    keys: Mapping[str, Iterable[str]],
    *,
    written: Callable[[Decimal], str],
    notes: Sequence[Message] = (),
) -> Filled:
    """Return the sheet with the scores of `wanted` in `column`.

    `rows` says of each row of a student what it says about them, and `keys` how students are known by it; see
    `matching.match`. `written` writes a number as the other system reads it.
    """
    matches = match([score.result.student for score in wanted], rows, keys)
    scored = {score.result.student.id: score.value for score in wanted if score.value is not None}
    changes = {
        (row, column): written(scored[student])
        for student, row in matches.rows.items()
        if student in scored and column < len(sheet.rows[row])
    }
    short = {student for student, row in matches.rows.items() if column >= len(sheet.rows[row])}
    return Filled(
        data=sheet.filled(changes),
        written=len(changes),
        missing=tuple(
            score.result.student
            for score in wanted
            if score.result.student in matches.missing or score.result.student.id in short
        ),
        doubtful=matches.doubtful,
        strangers=tuple(sheet.text(row, 0) for row in matches.strangers),
        nothing=tuple(
            score.result.student
            for score in wanted
            if score.standing is Standing.NOTHING_HANDED_IN and score.value is None
        ),
        not_graded=tuple(score.result.student for score in wanted if score.standing is Standing.NOT_GRADED),
        notes=tuple(notes),
    )
