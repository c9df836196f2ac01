"""The table that ``nbgrader export`` writes, for scripts that read that one.

nbgrader joins its cells with commas and quotes none, so that a name with a comma shifts a row. Here such a cell is
quoted, which every reader of CSV undoes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from grader.classroom.exports.scores import Standing, maximum, rounded, scores
from grader.classroom.exports.table import written
from grader.classroom.model import Gradebook, Result

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


def gradebook_to_nbgrader(gradebook: Gradebook) -> bytes:
    """Return the file. Who handed in nothing has 0, as there; the scores of what could not be graded are empty."""
    return written([COLUMNS, *(_row(gradebook, result) for result in gradebook.results)])


def _row(gradebook: Gradebook, result: Result) -> list[str]:
    family, given = _names(result.student.name)
    numbers = [f"{float(number)}" if number is not None else "" for number in _numbers(gradebook, result)]
    instants = [
        mark.attempt.at for mark in result.marks if mark.attempt is not None and mark.attempt.at is not None
    ]
    return [
        gradebook.assignment.id,
        _instant(gradebook.assignment.due),
        _instant(max(instants)) if instants else "",
        result.student.id,
        family,
        given,
        result.student.email,
        *numbers,
        f"{float(maximum(gradebook))}",
    ]


def _numbers(gradebook: Gradebook, result: Result) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return the raw score, the penalty and the score, so that score = max(0, raw score - penalty)."""
    (score,) = scores(Gradebook(gradebook.assignment, (result,), gradebook.made_at), missing_is_zero=True)
    if score.standing is Standing.NOT_GRADED or score.value is None:
        return None, None, None
    raw = rounded(sum(mark.automatic or 0.0 for mark in result.marks))
    # Points that a person gave on top were never taken away.
    raw = max(raw, score.value)
    return raw, raw - score.value, score.value


def _instant(at: datetime | None) -> str:
    """Return an instant as nbgrader has it: in UTC, without saying so."""
    return "" if at is None else str(at.astimezone(UTC).replace(tzinfo=None))


def _names(name: str) -> tuple[str, str]:
    """Return the family name and the given names of "Family, Given" or "Given Family"."""
    family, comma, given = name.partition(",")
    if comma:
        return family.strip(), given.strip()
    given, _, family = name.strip().rpartition(" ")
    return family, given
