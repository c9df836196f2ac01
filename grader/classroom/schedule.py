"""Reads when an assignment opens and closes, what becomes of late work, and which attempt counts."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from grader.classroom.fields import Table, written
from grader.classroom.model import Lateness, LatePolicy, Record
from grader.language import message


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of an assignment and what they mean, as `Assignment` has them."""

    release: datetime | None
    due: datetime | None
    late_until: datetime | None
    late: LatePolicy
    record: Record
    attempts: int | None


def read_schedule(top: Table) -> Schedule:
    """Return the dates and policies of the table at the top of an assignment."""
    zone = _zone(top)
    attempts = int(top.number("attempts", 0, whole=True))
    schedule = Schedule(
        release=top.instant("release", zone, closing=False),
        due=top.instant("due", zone, closing=True),
        late_until=top.instant("late_until", zone, closing=True),
        late=_late(top),
        record=top.choice("record", Record, Record.LATEST),
        attempts=attempts or None,
    )
    _examine_order(top, schedule)
    _examine_need_of_due(top, schedule)
    return schedule


def _zone(top: Table) -> tzinfo:
    """Return the time zone of dates that have none of their own; where it is not known, UTC to read on with."""
    name = top.text("timezone")
    if not name:
        _need_zone(top)
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        parts = [zone for zone in sorted(known) if name.lower().replace(" ", "_") in zone.lower()]
        close = parts[:3] or difflib.get_close_matches(name, known, n=1)
        if close:
            mend = message("Did you mean {names}?", names=", ".join(close))
        elif known:
            mend = message("Name it by place, like Asia/Shanghai or America/New_York.")
        else:
            mend = message("This system knows no time zones: `pip install tzdata`.")
        top.fault("timezone", message("There is no time zone “{name}”.", name=name), mend)
        return UTC


def _need_zone(top: Table) -> None:
    for key in ("release", "due", "late_until"):
        value = top.value(key)
        if isinstance(value, date) and getattr(value, "tzinfo", None) is None:
            top.fault(
                key,
                message(
                    "“{key}” is {value}, and nothing says in which time zone.",
                    key=key,
                    value=written(value),
                ),
                message('Add a line like timezone = "Asia/Shanghai".'),
            )
            return


def _late(top: Table) -> LatePolicy:
    table = top.table("late")
    if table is None:
        return LatePolicy()
    kind = table.choice("kind", Lateness, Lateness.NONE)
    policy = LatePolicy(
        kind,
        table.duration("grace"),
        table.number("percent", 0.0, most=100),
        int(table.number("days", 0, whole=True)),
    )
    for key, needed in (("percent", Lateness.PERCENT_PER_DAY), ("days", Lateness.LATE_DAYS)):
        if kind is needed and not table.has(key):
            table.fault(
                "kind",
                message("The kind is “{kind}”, and “{key}” is missing.", kind=kind.value, key=key),
                message("Add a line like {key} = {example}.", key=key, example=10 if key == "percent" else 4),
            )
        if kind is not needed and table.has(key):
            table.fault(
                key,
                message("“{key}” means nothing where the kind is “{kind}”.", key=key, kind=kind.value),
                message('Write kind = "{needed}", or remove “{key}”.', needed=needed.value, key=key),
            )
    table.done()
    return policy


def _examine_order(top: Table, schedule: Schedule) -> None:
    if schedule.due is None:
        return
    due, late = schedule.due.astimezone(UTC), schedule.late
    if schedule.release is not None and due <= schedule.release:
        _before(top, "due", schedule.due, "release", schedule.release)
    if schedule.late_until is None:
        return
    after = schedule.late_until.astimezone(UTC) - due
    if after < timedelta(0):
        _before(top, "late_until", schedule.late_until, "due", schedule.due)
    elif after < late.grace:
        top.fault(
            "late_until",
            message(
                "“late_until” is {value}, before the time of grace ends.", value=_told(schedule.late_until)
            ),
            message("Choose a later date, or a shorter “grace”."),
        )
    elif late.kind is Lateness.HARD_STOP:
        top.fault(
            "late_until",
            message(
                "“{key}” means nothing where the kind is “{kind}”.", key="late_until", kind=late.kind.value
            ),
            message("Remove it, or choose another kind of lateness."),
        )


def _before(top: Table, key: str, value: datetime, other: str, than: datetime) -> None:
    top.fault(
        key,
        message(
            "“{key}” is {value}, and “{other}” is {than}.",
            key=key,
            value=_told(value),
            other=other,
            than=_told(than),
        ),
        message("“{key}” must come after “{other}”.", key=key, other=other),
    )


def _told(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S %Z}"


def _examine_need_of_due(top: Table, schedule: Schedule) -> None:
    if top.has("due"):
        return
    late = schedule.late
    needing = {
        "late_until": top.has("late_until"),
        "record": schedule.record is Record.LAST_BEFORE_DUE,
        "late": late.kind is not Lateness.NONE or late.grace > timedelta(0),
    }
    for key, needs in needing.items():
        if needs:
            top.fault(
                key,
                message("“{key}” needs a due date, and there is none.", key=key),
                message("Add a line like due = 2026-03-16T23:59:59."),
            )
