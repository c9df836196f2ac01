"""What may be seen of a verdict: now, by a student, and by a system that hides checks by itself until their time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from grader.classroom.disclosure import OTHERS, disclosed, rule_of
from grader.classroom.model import Assignment, CheckRule, Disclosure, Item, Visibility
from grader.classroom.policy import weights
from grader.verdict import CheckResult, Reason, Verdict

_OPENNESS = list(Visibility)  # from at once to never
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
        rules = {check.id: _rules(assignment, item, check) for check in verdict.checks}
        when = {
            id_: max((rule.visibility for rule in each), key=_OPENNESS.index) for id_, each in rules.items()
        }
        named = {check.id for check in at_last.verdict.checks}
        nameless = {
            id_
            for id_, each in rules.items()
            if id_ not in named
            and when[id_] is not Visibility.HIDDEN
            and any(rule.disclosure is Disclosure.NOTHING for rule in each)
        }
        when[OTHERS] = max((when[id_] for id_ in nameless), key=_OPENNESS.index, default=Visibility.VISIBLE)
        hidden = [
            replace(check, weight=weight)
            for check, weight in zip(verdict.checks, weights(item, verdict.checks), strict=True)
            if check.id not in named | nameless
        ]
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
    checks = tuple(
        replace(check, weight=weight)
        for check, weight in zip(verdict.checks, weights(item, verdict.checks), strict=True)
    )
    return Seen(replace(verdict, checks=checks), verdict.score)


def _rules(assignment: Assignment, item: Item, check: CheckResult) -> list[CheckRule]:
    """Return the rules for a check; one that was not run tells about the check that failed before it."""
    ids = [check.id]
    if check.reason is Reason.EARLIER_CHECK_FAILED and check.reason_detail:
        ids.append(check.reason_detail)
    return [rule_of(assignment, item, id_) for id_ in ids]
