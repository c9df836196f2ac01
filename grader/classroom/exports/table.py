"""The grades of a class as one plain CSV table: a row a student, a column an exercise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from grader.classroom.exports.scores import plain, scores
from grader.classroom.model import Gradebook, Mark, Result

# A spreadsheet takes such a cell for a formula, and names come from people.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def gradebook_to_table(gradebook: Gradebook) -> bytes:
    """Return the file: UTF-8, commas, one line a student. A cell is empty where there is no score."""
    items = [item.exercise for item in gradebook.assignment.items]
    head = [
        "student",
        "name",
        "email",
        "section",
        *items,
        "total",
        "maximum",
        "submitted",
        "days_late",
        "late_days",
    ]
    return written([head, *(_row(gradebook, result) for result in gradebook.results)])


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV, with quotation marks where a cell needs them."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode()


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet does not compute it."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def handed_in(marks: Iterable[Mark]) -> str:
    """Return when the last attempt that counts was handed in, as ISO 8601 with its offset; "" where unknown."""
    instants = [mark.attempt.at for mark in marks if mark.attempt is not None and mark.attempt.at is not None]
    return max(instants).isoformat(timespec="seconds") if instants else ""


def _row(gradebook: Gradebook, result: Result) -> list[str]:
    student = result.student
    about = [student.id, harmless(student.name), student.email, harmless(student.section)]
    points = ["" if mark.score is None else plain(mark.score) for mark in result.marks]
    (total,) = scores(Gradebook(gradebook.assignment, (result,), gradebook.made_at))
    late = max((mark.late.total_seconds() / 86400 for mark in result.marks), default=0.0)
    return [
        *about,
        *points,
        "" if total.value is None else plain(total.value),
        plain(gradebook.assignment.maximum),
        handed_in(result.marks),
        plain(max(late, 0.0)),
        str(result.late_days_used),
    ]
