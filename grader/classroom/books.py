"""The gradebook of an assignment as it stands: from what was handed in, the ledger and what people decided."""

from __future__ import annotations

from datetime import UTC, datetime

from grader.classroom.grading import open_ledger
from grader.classroom.model import Assignment, Collection, Gradebook
from grader.classroom.policy import gradebook


def open_book(assignment: Assignment, collection: Collection, now: datetime | None = None) -> Gradebook:
    """Return the gradebook of an assignment at the instant `now`."""
    with open_ledger(assignment) as ledger:
        rows = [
            graded
            for item in assignment.items
            for graded in ledger.history(item.exercise, assignment.seed(item.exercise))
        ]
        overrides = ledger.overrides(assignment.id)
    instant = now or datetime.now(UTC)
    return gradebook(assignment, collection, {row.key: row for row in rows}, overrides, instant)
