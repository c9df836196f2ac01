"""A student's page and data, as far as they may be seen now, and the teacher's page about the class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.classroom.disclosure import disclosed, total_is_hidden
from grader.classroom.model import Gradebook, Mark, Result
from grader.classroom.reports.facts import class_facts
from grader.classroom.reports.plots import histogram
from grader.language import text
from grader.report.data import verdict_to_data
from grader.report.html import render
from grader.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """One mark as its student may see it: `score` is None where it is hidden or where there is none."""

    mark: Mark
    verdict: Verdict | None
    score: float | None
    hidden: bool
    withheld: int


def student_page(book: Gradebook, result: Result, *, published: bool, language: str) -> bytes:
    """Return the HTML file for one student: what may be seen at the instant of the gradebook."""
    shown, total = _shown(book, result, published)
    return render(
        "student.html",
        language,
        assignment=book.assignment,
        student=result.student,
        marks=shown,
        total=total,
        maximum=book.assignment.maximum,
        late_days=result.late_days_used,
        made_at=book.made_at,
        said=lambda sentence: sentence.in_language(language),
    )


def student_data(book: Gradebook, result: Result, *, published: bool) -> dict[str, Any]:
    """Return the same as plain data for JSON: no more of it than the page shows."""
    shown, total = _shown(book, result, published)
    return {
        "assignment": book.assignment.id,
        "title": book.assignment.title,
        "student": result.student.id,
        "made_at": book.made_at.isoformat(),
        "total": total,
        "maximum": book.assignment.maximum,
        "late_days_used": result.late_days_used,
        "marks": [_mark_data(each) for each in shown],
    }


def class_page(book: Gradebook, *, language: str) -> bytes:
    """Return the HTML file for the teacher: distribution, failures, mistakes, and what could not be graded."""
    _ = text(language)
    facts = class_facts(book)
    plot = None
    if facts.totals:
        label = _("How many students have how many points")
        plot = histogram(facts.totals, book.assignment.maximum, label, _("points"), _("students"))
    return render(
        "class.html",
        language,
        assignment=book.assignment,
        results=book.results,
        facts=facts,
        plot=plot,
        made_at=book.made_at,
        said=lambda sentence: sentence.in_language(language),
    )


def _shown(book: Gradebook, result: Result, published: bool) -> tuple[list[Shown], float | None]:
    now, assignment = book.made_at, book.assignment
    shown = []
    for mark in result.marks:
        if mark.verdict is None:
            shown.append(Shown(mark, None, mark.score, False, 0))
            continue
        seen = disclosed(assignment, mark.item, mark.verdict, now, published)
        score = None if seen.total_hidden else mark.score
        shown.append(Shown(mark, seen.verdict, score, seen.total_hidden, seen.withheld))
    hidden = total_is_hidden(assignment, result.marks, now, published)
    return shown, None if hidden else result.total


def _mark_data(shown: Shown) -> Mapping[str, Any]:
    mark = shown.mark
    return {
        "exercise": mark.item.exercise,
        "points": mark.item.points,
        "score": shown.score,
        "score_hidden": shown.hidden,
        "penalty": None if shown.hidden else mark.penalty,
        "seconds_late": mark.late.total_seconds(),
        "handed_in_at": mark.attempt.at.isoformat() if mark.attempt is not None and mark.attempt.at else None,
        "set_by_hand": mark.override is not None and mark.override.score is not None,
        "notes": [note.in_language("en") for note in mark.notes],
        "checks_withheld": shown.withheld,
        "verdict": verdict_to_data(shown.verdict) if shown.verdict is not None else None,
    }
