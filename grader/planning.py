"""In which order exercises are best studied, and how they fall on days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from grader.packs import TOPICS, Exercise


def study_order(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Return `exercises` so that none comes before its prerequisites; else the easy ones first.

    Among equals of a level, topics stay together in the order of `TOPICS`, and within one numbers count.
    """
    waiting = sorted(exercises, key=_rank)
    ordered = []
    while waiting:
        numbers = {exercise.number for exercise in waiting}
        ready = (e for e in waiting if not numbers.intersection(e.prerequisites) - {e.number})
        following = next(ready, waiting[0])  # prerequisites in a circle hold nobody up
        waiting.remove(following)
        ordered.append(following)
    return ordered


def next_unsolved(exercises: Iterable[Exercise], solved: Collection[str]) -> Exercise | None:
    """Return the first exercise in study order whose folder name is not in `solved`, None if all are."""
    return next((exercise for exercise in study_order(exercises) if exercise.stem not in solved), None)


def plan(exercises: Sequence[Exercise], days: int) -> list[list[Exercise]]:
    """Return `exercises` in study order, laid out over `days` days with about equally many points.

    At the end of no day is the learner further than the points of one exercise from an even pace. A day
    may be free where there are fewer exercises than days.
    """
    laid_out: list[list[Exercise]] = [[] for _ in range(days)]
    total, before = sum(exercise.points for exercise in exercises), 0.0
    for exercise in study_order(exercises):
        # The day on which its middle falls, when points are done at an even pace.
        laid_out[int((before + exercise.points / 2) / total * days)].append(exercise)
        before += exercise.points
    return laid_out


def _rank(exercise: Exercise) -> tuple[int, int, str, int]:
    known = TOPICS.index(exercise.topic) if exercise.topic in TOPICS else len(TOPICS)
    return exercise.level, known, exercise.topic, exercise.number
