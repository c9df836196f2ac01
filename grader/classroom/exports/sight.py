"""What may be seen of a verdict: now, by a student, and by a system that hides checks by itself until their time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from grader.classroom.disclosure import OTHERS, disclosed
from grader.classroom.model import Assignment, CheckRule, Disclosure, Item, Visibility
from grader.classroom.policy import weighed
from grader.verdict import Verdict

_OPENNESS = list(Visibility)  # from at once to never
_AT_FIRST = datetime.min.replace(tzinfo=UTC)
_AT_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """What may be seen of a verdict.

    Attributes:
        verdict: with the item's weights, and with only what may be seen.
        score: what the checks in it won, of the item's points.
        total_hidden: whether the points would tell about a check that may not be seen.
        when: id of a check -> when a student may see it, where that is not at once.
    """

    verdict: Verdict
    score: float
    total_hidden: bool = False
    when: Mapping[str, Visibility] = field(default_factory=dict)

    def visibility(self, check: str) -> Visibility:
        """Return when a student may see a check."""
        return self.when.get(check, Visibility.VISIBLE)


Sees = Callable[[Item, Verdict], Seen]


def student_now(assignment: Assignment, now: datetime) -> Sees:
    """Return what a student sees at the instant `now`, which is all that leaves for a system that hides nothing."""

    def sees(item: Item, verdict: Verdict) -> Seen:
        seen = disclosed(assignment, item, verdict, now, assignment.published)
        return Seen(seen.verdict, seen.verdict.score, seen.total_hidden)

    return sees


def student_in_time(assignment: Assignment, now: datetime) -> Sees:
    """Return what a system may be given that shows each check when its time has come, and hidden ones to teachers.

    Of a failure it holds as much as the student will be told one day. The known mistake is only named where every
    failure may be seen at once, for it says what failed.
    """

    def sees(item: Item, verdict: Verdict) -> Seen:
        at_last = disclosed(assignment, item, verdict, _AT_LAST, published=True)
        when = _when(assignment, item, verdict)
        named = {check.id for check in at_last.verdict.checks}
        hidden = tuple(check for check in weighed(item, verdict) if when[check.id] is Visibility.HIDDEN)
        nameless = [time for id_, time in when.items() if id_ not in named and time is not Visibility.HIDDEN]
        when[OTHERS] = max(nameless, key=_OPENNESS.index, default=Visibility.VISIBLE)
        shown = disclosed(assignment, item, verdict, now, assignment.published)
        whole = replace(
            at_last.verdict,
            checks=(*at_last.verdict.checks, *hidden),
            diagnosis=shown.verdict.diagnosis,
        )
        return Seen(whole, at_last.verdict.score, shown.total_hidden, when)

    return sees


def teacher(item: Item, verdict: Verdict) -> Seen:
    """Return what a teacher sees: everything."""
    return Seen(replace(verdict, checks=weighed(item, verdict)), verdict.score)


def _when(assignment: Assignment, item: Item, verdict: Verdict) -> dict[str, Visibility]:
    """Return when a student may see each check, however little is told of it then."""
    assignment, item = (
        replace(assignment, rules=_telling(assignment.rules)),
        replace(item, rules=_telling(item.rules)),
    )
    times = {
        Visibility.VISIBLE: (_AT_FIRST, False),
        Visibility.AFTER_DUE: (_AT_LAST, False),
        Visibility.AFTER_PUBLISHED: (_AT_LAST, True),
    }
    when = {check.id: Visibility.HIDDEN for check in verdict.checks}
    for visibility, (now, published) in reversed(times.items()):
        seen = disclosed(assignment, item, verdict, now, published)
        when |= {check.id: visibility for check in seen.verdict.checks}
    return when


def _telling(rules: Sequence[CheckRule]) -> tuple[CheckRule, ...]:
    return tuple(replace(rule, disclosure=Disclosure.WHOLE) for rule in rules)
