"""Which number of a student's result leaves for another system, and when there is none to send."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from grader.classroom.model import Gradebook, Result
from grader.language import Problem, message

CENT = Decimal("0.01")


class Standing(StrEnum):
    """Whether a student has a score to send."""

    SCORED = "scored"
    NOTHING_HANDED_IN = "nothing handed in"
    NOT_GRADED = "not graded"


@dataclass(frozen=True, slots=True)
class Score:
    """What one student gets: `value` is there where `standing` is SCORED, or where missing work counts as 0."""

    result: Result
    standing: Standing
    value: Decimal | None


def scores(
    gradebook: Gradebook, exercise: str | None = None, *, missing_is_zero: bool = False
) -> list[Score]:
    """Return the score of each student, of the whole assignment or of one exercise of it.

    Work that could not be graded is never a score. Work that was not handed in is 0 only where
    `missing_is_zero` says so. Raises Problem where the assignment has no such exercise.
    """
    if exercise is not None and exercise not in {item.exercise for item in gradebook.assignment.items}:
        names = ", ".join(item.exercise for item in gradebook.assignment.items)
        raise Problem(
            message("The assignment has no exercise {name}.", name=exercise),
            message("It has: {names}.", names=names),
        )
    return [_score(result, exercise, missing_is_zero) for result in gradebook.results]


def maximum(gradebook: Gradebook, exercise: str | None = None) -> Decimal:
    """Return the points that can be had, of the whole assignment or of one exercise of it."""
    if exercise is None:
        return rounded(gradebook.assignment.maximum)
    return rounded(sum(item.points for item in gradebook.assignment.items if item.exercise == exercise))


def rounded(value: float | Decimal) -> Decimal:
    """Return `value` with two decimals, which is as exact as gradebooks compare."""
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


def plain(value: float | Decimal) -> str:
    """Return a number without an exponent, and without zeros at its end: 7.50 is "7.5"."""
    text = f"{rounded(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: float | Decimal) -> int | float:
    """Return a number of at most two decimals as JSON writes it: 7 rather than 7.0."""
    exact = rounded(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _score(result: Result, exercise: str | None, missing_is_zero: bool) -> Score:
    marks = [mark for mark in result.marks if exercise in (None, mark.item.exercise)]
    value = result.total if exercise is None else next((mark.score for mark in marks), None)
    if all(mark.attempt is None and mark.override is None for mark in marks):
        return Score(result, Standing.NOTHING_HANDED_IN, Decimal(0) if missing_is_zero else None)
    if value is None:
        unfit = any(mark.file is not None and mark.score is None for mark in marks)
        if exercise is not None and not unfit:  # another exercise was handed in, and this one was not
            return Score(result, Standing.NOTHING_HANDED_IN, Decimal(0) if missing_is_zero else None)
        return Score(result, Standing.NOT_GRADED, None)
    return Score(result, Standing.SCORED, rounded(value))
