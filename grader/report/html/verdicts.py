"""The page of one or many verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from grader.report.html.rendering import render
from grader.verdict import Verdict


def verdicts_to_html(
    verdicts: Sequence[Verdict],
    language: str,
    *,
    again: Sequence[str] = (),
    missing: Sequence[str] = (),
    started: datetime | None = None,
) -> bytes:
    """Return one file that needs nothing else: of several verdicts with a table on top.

    Args:
        verdicts: what was graded, in the order of the page.
        language: "en" or "zh".
        again: for each verdict the command that gives it once more; left out, the report names the seed.
        missing: names of exercises for which there was no file.
        started: when grading began; now, where it is left out.
    """
    return render(
        "verdicts.html",
        language,
        verdicts=verdicts,
        again=list(again) or [""] * len(verdicts),
        missing=missing,
        score=sum(verdict.score for verdict in verdicts),
        total=sum(verdict.points for verdict in verdicts),
        started=started or datetime.now(UTC),
    )
