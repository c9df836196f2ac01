"""The page on which a person looks at answers that look alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.classroom.model import Assignment
from grader.classroom.similarity import Decision, Pair
from grader.classroom.similarity.survey import Row, side_by_side
from grader.report.html import render


@dataclass(frozen=True, slots=True)
class Laid:
    """One pair as the page has it."""

    exercise: str
    pair: Pair
    left: str
    right: str
    rows: list[Row]
    decision: Decision | None


def likeness_page(
    assignment: Assignment,
    found: Mapping[str, Sequence[Pair]],
    decisions: Mapping[tuple[str, str], Decision],
    *,
    made_at: datetime,
    language: str,
) -> bytes:
    """Return the HTML file with every pair side by side, what was decided about it beside it."""
    pairs = [
        Laid(
            exercise,
            pair,
            pair.first.owner,
            pair.second.owner,
            side_by_side(pair),
            decisions.get((exercise, pair.id)),
        )
        for exercise, pairs in found.items()
        for pair in pairs
    ]
    return render("similarity.html", language, assignment=assignment, pairs=pairs, made_at=made_at)
