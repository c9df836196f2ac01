"""Where the attempts of a candidate lie on a line of time, as places that a template draws."""

from __future__ import annotations

from dataclasses import dataclass

from grader.classroom.screen.entries import Claim
from grader.classroom.screen.review import Scorecard
from grader.verdict import Status

# A log of thousands of attempts is drawn by its first and last ones.
MOST_POINTS = 400
MOST_TICKS = 10
# The longest time that is drawn; beyond, a point stands at the edge. Clocks may be set to anything.
LONGEST_SECONDS = 7 * 24 * 3600.0
STEPS_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)


@dataclass(frozen=True, slots=True)
class Point:
    """One attempt at `place` percent of the width, `clock` after the beginning, with the status that the log claims."""

    place: float
    clock: str
    status: str
    number: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The attempts at one exercise; `final` is where the handed-in file was first graded or packed, in percent."""

    title: str
    points: tuple[Point, ...]
    final: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All lanes; `limit` is where the time was over and `end` where it was packed, in percent of the width."""

    lanes: tuple[Lane, ...]
    limit: float
    end: float | None
    ticks: tuple[tuple[float, int], ...]


def timeline(card: Scorecard, language: str) -> Timeline:
    """Return the line of time of a candidate."""
    limit = 60.0 * card.screening.minutes
    seconds = [attempt.seconds for attempt in card.evidence.attempts]
    last = min(LONGEST_SECONDS, max([limit, *seconds, card.evidence.used or 0.0]) * 1.04)

    def place(at: float) -> float:
        return round(1 + 98 * min(1.0, at / last), 2)

    lanes = []
    for answer in card.answers:
        attempts = answer.attempts
        if len(attempts) > MOST_POINTS:
            attempts = attempts[: MOST_POINTS // 2] + attempts[-MOST_POINTS // 2 :]
        points = tuple(
            Point(place(each.seconds), duration(each.seconds), _status(each.entry.claim), number)
            for number, each in enumerate(attempts, 1)
        )
        final = None if answer.recorded is None else place(answer.recorded)
        lanes.append(Lane(answer.exercise.title.in_language(language), points, final))
    minutes = last / 60
    step = next((step for step in STEPS_MINUTES if minutes / step <= MOST_TICKS), STEPS_MINUTES[-1])
    ticks = tuple((place(60.0 * at), at) for at in range(0, int(minutes) + 1, step))
    end = None if card.evidence.used is None else place(card.evidence.used)
    return Timeline(tuple(lanes), place(limit), end, ticks)


def duration(seconds: float) -> str:
    """Return seconds as hours, minutes and seconds: ``0:12:05``; what no clock should say is cut off."""
    whole = int(min(seconds, 10**9))
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _status(claim: Claim | None) -> str:
    known = claim is not None and claim.status in list(Status)
    return Status(claim.status).name.lower() if claim is not None and known else "not_run"
