"""What changed between two grades of the same file: by other versions, or once more by the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.classroom.model import Graded
from grader.verdict import Status, Verdict


@dataclass(frozen=True, slots=True)
class CheckChange:
    """One check on one device; None where one of the two verdicts has no such check."""

    id: str
    device: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is judged otherwise than before."""

    before: Graded
    after: Graded
    checks: tuple[CheckChange, ...]


def changes(before: Iterable[Graded], after: Iterable[Graded]) -> list[Change]:
    """Return which files are judged otherwise in `after` than they were in `before`.

    A file is found by its exercise and the hash of its bytes; of several grades in `before` the newest that carries
    a score is compared. Files that only one side has are left out. How long it took, and which question showed
    that a check fails, is no change.
    """
    known: dict[tuple[str, str], Graded] = {}
    for graded in sorted(before, key=lambda each: each.at):
        name = (graded.key.exercise, graded.key.sha256)
        if name not in known or gradable(graded) or not gradable(known[name]):
            known[name] = graded
    found = []
    for graded in after:
        old = known.get((graded.key.exercise, graded.key.sha256))
        if old is not None and old != graded:
            checks = _checks(old.verdict, graded.verdict)
            if checks or _worth(old) != _worth(graded):
                found.append(Change(old, graded, checks))
    return found


def gradable(graded: Graded) -> bool:
    """Whether a grade carries a score."""
    return graded.verdict is not None and graded.verdict.status is not Status.GRADER_ERROR


def _worth(graded: Graded) -> float | None:
    return graded.verdict.score if graded.verdict is not None and gradable(graded) else None


def _checks(before: Verdict | None, after: Verdict | None) -> tuple[CheckChange, ...]:
    old, new = _statuses(before), _statuses(after)
    return tuple(
        CheckChange(*name, old.get(name), new.get(name))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) is not new.get(name)
    )


def _statuses(verdict: Verdict | None) -> dict[tuple[str, str], Status]:
    return {} if verdict is None else {(check.id, check.device): check.status for check in verdict.checks}
