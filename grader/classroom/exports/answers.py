"""Turns marks into answers: what there is to show of each exercise, of a whole class or of one submission."""

from __future__ import annotations

from collections.abc import Mapping

from grader.classroom.exports.paper import Answer, Standing
from grader.classroom.model import Mark, Result
from grader.language import message
from grader.packs import Exercise
from grader.verdict import Status


def answers_of(result: Result, exercises: Mapping[str, Exercise]) -> list[Answer]:
    """Return the answers of one student of a gradebook; `exercises` are found by the names of their folders."""
    return [answer_of(mark, exercises[mark.item.exercise]) for mark in result.marks]


def answer_of(mark: Mark, exercise: Exercise) -> Answer:
    """Return what a mark shows."""
    if mark.verdict is not None and mark.verdict.status is not Status.GRADER_ERROR:
        return Answer(mark, exercise.number, exercise.title, Standing.GRADED, mark.verdict)
    if mark.attempt is None:
        reason = mark.notes[-1] if mark.notes else None
        return Answer(mark, exercise.number, exercise.title, Standing.MISSING, reason=reason)
    why = (
        message("{reason}", reason=mark.graded.reason)
        if mark.graded is not None and mark.graded.reason
        else None
    )
    return Answer(mark, exercise.number, exercise.title, Standing.NOT_GRADED, mark.verdict, why)
