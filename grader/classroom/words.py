"""The policies of an assignment as sentences, for teachers and for students."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from grader.classroom.model import Assignment, Lateness, Record
from grader.language import Translator

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def when(instant: datetime) -> str:
    """Return an instant with its time zone, such as "2026-03-16 23:59:59 (Asia/Shanghai)"."""
    return f"{instant:%Y-%m-%d %H:%M:%S} ({instant.tzinfo})".replace(":00 (", " (")


def span(time: timedelta) -> str:
    """Return a span of time as it is written in an assignment, such as "1d 12h"."""
    left = round(time.total_seconds())
    parts = []
    for size, name in _UNITS:
        if left >= size:
            parts.append(f"{left // size}{name}")
            left %= size
    return " ".join(parts) or "0s"


def amount(points: float) -> str:
    """Return a number of points with at most two digits after the point."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def quoted(text: str) -> str:
    """Return a text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def late_sentences(assignment: Assignment, _: Translator) -> list[str]:
    """Return what becomes of late work; nothing where there is no due date."""
    if assignment.due is None:
        return []
    late = assignment.late
    told = []
    in_time_only = assignment.record is Record.LAST_BEFORE_DUE
    if late.grace and (late.kind is not Lateness.NONE or in_time_only):
        told.append(_("Up to {span} after the due date is still in time.", span=span(late.grace)))
    match late.kind:
        case Lateness.NONE if not in_time_only:
            told.append(_("Late work loses no points."))
        case Lateness.NONE | Lateness.HARD_STOP:
            told.append(_("Late work does not count."))
        case Lateness.PERCENT_PER_DAY:
            told.append(
                _(
                    "Every day begun after the due date takes {percent}% of the points.",
                    percent=amount(late.percent),
                )
            )
        case Lateness.LATE_DAYS:
            told.append(
                _.plural(
                    "{count} late day is free; what is later does not count.",
                    "{count} late days are free; what is later does not count.",
                    late.days,
                )
            )
    if assignment.late_until is not None:
        told.append(_("After {when} nothing is accepted.", when=when(assignment.late_until)))
    return told


def record_sentence(assignment: Assignment, _: Translator) -> str:
    """Return which attempt counts."""
    match assignment.record:
        case Record.LATEST:
            return _("The latest attempt counts.")
        case Record.BEST:
            return _("The best attempt counts.")
    if assignment.late.kind in (Lateness.PERCENT_PER_DAY, Lateness.LATE_DAYS):
        return _("The last attempt in time counts; a late one only where there is none in time.")
    return _("The last attempt in time counts.")


def attempts_sentence(assignment: Assignment, _: Translator) -> str:
    """Return how many attempts there are."""
    if assignment.attempts is None:
        return _("You may hand in as often as you like.")
    return _.plural(
        "For each exercise {count} attempt counts; the same file once more is no new attempt.",
        "For each exercise {count} attempts count; the same file once more is no new attempt.",
        assignment.attempts,
    )
