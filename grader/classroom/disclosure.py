"""What a student may see of a verdict now: checks before their time are left out, and so is all that would tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import PurePath

from grader.classroom.model import Assignment, CheckRule, Disclosure, Item, Mark, Visibility
from grader.classroom.policy import ALLOWED_MEANS, closes, counts, share_won, weighed
from grader.verdict import CheckResult, Failure, Reason, Status, Title, Verdict

OTHERS = "others"
OTHERS_TITLE = Title("other checks", "其他检查")

#: The aspects that others wait for, as `grader.judge.aspects` has them.
FIRST = ("defined", "shape", "dtype", "device", "value")
_OPENNESS = list(Disclosure)  # from nothing to the whole


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a student may see.

    Attributes:
        verdict: the verdict in the points and the weights of the item, without what is not to be seen. Its seed is
            always 0: whoever has the official one has the questions. Its score is that of the checks in it, out
            of all points.
        total_hidden: whether the score of the item, and with it every total, is not to be shown: together with the
            checks that are shown it would tell about those that are not.
        withheld: how many checks are left out for now.
    """

    verdict: Verdict
    total_hidden: bool
    withheld: int


def disclosed(
    assignment: Assignment, item: Item, verdict: Verdict, now: datetime, published: bool
) -> Disclosed:
    """Return what a student may see of `verdict` at the instant `now`.

    A check that is not run when another fails is shown as little as that other one: its absence would tell. So
    nothing that is disclosed depends on whether a check passed that is not shown.
    """
    rules = {check.id: rule_of(assignment, item, check.id) for check in verdict.checks}
    checks = weighed(item, verdict)
    shown: list[CheckResult] = []
    nameless: list[CheckResult] = []
    hidden: list[CheckResult] = []
    for check in checks:
        governing = [rules[check.id], *(rules[name] for name in _before(check) if name in rules)]
        disclosure = min((rule.disclosure for rule in governing), key=_OPENNESS.index)
        if not all(visible(assignment, rule.visibility, now, published) for rule in governing):
            hidden.append(check)
        elif disclosure is Disclosure.NOTHING:
            nameless.append(check)
        else:
            shown.append(_told(check, disclosure))
    failed = [check for check in checks if check.status is Status.FAILED]
    # What a known mistake is called tells of every check that failed.
    whole = not hidden and all(check in shown for check in failed)
    return Disclosed(
        verdict=replace(
            verdict,
            file=PurePath(verdict.file).name,
            points=item.points,
            score=_score(item, verdict, [*shown, *nameless], checks),
            seed=0,
            checks=(*shown, *_together(nameless)),
            diagnosis=verdict.diagnosis if whole else None,
        ),
        total_hidden=any(_decides(check) for check in hidden),
        withheld=len(hidden),
    )


def total_is_hidden(assignment: Assignment, marks: Iterable[Mark], now: datetime, published: bool) -> bool:
    """Whether a student may not see the sum of `marks` yet."""
    return any(
        disclosed(assignment, mark.item, mark.verdict, now, published).total_hidden
        for mark in marks
        if mark.verdict is not None
    )


def rule_of(assignment: Assignment, item: Item, check: str) -> CheckRule:
    """Return the rule for a check, by its id: the item's first, and where none matches, that all is seen."""
    rules = (*item.rules, *assignment.rules)
    return next((rule for rule in rules if fnmatchcase(check, rule.pattern)), CheckRule("*"))


def visible(assignment: Assignment, visibility: Visibility, now: datetime, published: bool) -> bool:
    """Whether students see a check of that visibility at the instant `now`.

    Due is what can still be handed in to some purpose: where late work is accepted, that comes later.
    """
    match visibility:
        case Visibility.VISIBLE:
            return True
        case Visibility.AFTER_DUE:
            end = closes(assignment)
            return end is not None and now > end
        case Visibility.AFTER_PUBLISHED:
            return published
    return False


def _before(check: CheckResult) -> list[str]:
    """Return the ids of the checks that keep `check` from being run when they fail, as far as ids tell."""
    found = [check.reason_detail] if check.reason is Reason.EARLIER_CHECK_FAILED else []
    if check.function is not None:
        aspect = check.id.removeprefix(f"{check.function}.")
        found += [f"{check.function}.{each}" for each in awaited(aspect)]
    return found


def awaited(aspect: str) -> tuple[str, ...]:
    """Return the aspects of a function that must hold before `aspect` is judged."""
    if aspect == "rejects":
        return FIRST[:1]
    return FIRST[: FIRST.index(aspect)] if aspect in FIRST else FIRST


def _score(item: Item, verdict: Verdict, some: list[CheckResult], every: Sequence[CheckResult]) -> float:
    """Return the points that `some` of the checks won out of all there are."""
    banned = any(check.id == ALLOWED_MEANS and check.status is Status.FAILED for check in some)
    if banned or verdict.problem is not None or verdict.status is Status.GRADER_ERROR:
        return 0.0
    return round((share_won(some, every) or 0.0) * item.points, 2)


def _decides(check: CheckResult) -> bool:
    return check.id == ALLOWED_MEANS or (counts(check) and check.weight > 0)


def _told(check: CheckResult, disclosure: Disclosure) -> CheckResult:
    if check.status is Status.GRADER_ERROR:  # its detail has lines of the contract
        return replace(check, reason_detail="")
    if check.failure is None or disclosure is Disclosure.WHOLE:
        return check
    failure = Failure(check.failure.kind) if disclosure is Disclosure.KIND else None
    return replace(check, failure=failure, inputs=0, seconds=0.0)


def _together(nameless: Sequence[CheckResult]) -> list[CheckResult]:
    """Return the checks of which nothing is told as one, which says whether points were lost and no more."""
    if not nameless:
        return []
    statuses = {check.status for check in nameless if counts(check)}
    if Status.FAILED in statuses or Status.NOT_RUN in statuses:
        status = Status.FAILED
    elif any(check.status is Status.GRADER_ERROR for check in nameless):
        status = Status.GRADER_ERROR
    else:
        status = Status.PASSED if statuses else Status.NOT_RUN
    reason = Reason.NOTHING_TO_ASK if status is Status.NOT_RUN else None
    weight = sum(check.weight for check in nameless)
    return [CheckResult(OTHERS, OTHERS_TITLE, "", status, weight=weight, reason=reason)]
