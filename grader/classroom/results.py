"""The results of a class as they stand: what was handed in, the ledger and the policies put together."""

from __future__ import annotations

from datetime import datetime

from grader.classroom.grading import open_ledger
from grader.classroom.model import Assignment, Collection, Gradebook
from grader.classroom.policy import gradebook


def current_gradebook(assignment: Assignment, collection: Collection, now: datetime) -> Gradebook:
    """Return the gradebook of what was handed in, with every grade and override that the ledger has. Raises Problem."""
    with open_ledger(assignment) as ledger:
        grades = {
            graded.key: graded
            for item in assignment.items
            for graded in ledger.history(item.exercise, assignment.seed(item.exercise))
        }
        return gradebook(assignment, collection, grades, ledger.overrides(assignment.id), now)
