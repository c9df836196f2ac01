"""How the points of an exercise are shared among its checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.classroom.disclosure import OTHERS
from grader.classroom.exports.scores import CENT, rounded
from grader.classroom.exports.sight import Seen
from grader.classroom.model import Item
from grader.classroom.policy import counts, weighed, worth
from grader.verdict import Status, Verdict


@dataclass(frozen=True, slots=True)
class Share:
    """What one check is worth in the item's points, and what it won."""

    most: Decimal
    won: Decimal


def shares(item: Item, verdict: Verdict, seen: Seen) -> list[Share]:
    """Return the share of each check that is seen, in order.

    Where all are seen, what can be won adds up to the item's points. What could not be judged here has no share, as
    nobody is to blame for it. Where the verdict is worth nothing, no check won anything.
    """
    checks = seen.verdict.checks
    total = sum(check.weight for check in weighed(item, verdict) if counts(check))
    most = _most(rounded(item.points), [c.weight if counts(c) else 0.0 for c in checks], total)
    whole = worth(item, verdict)
    shared = [
        Share(each, each if check.status is Status.PASSED and whole else Decimal(0))
        for each, check in zip(most, checks, strict=True)
    ]
    for place, check in enumerate(checks):
        if check.id == OTHERS and whole and check.status is Status.FAILED:
            # Several checks in one: what they won is what is left of the score that is shown.
            won = rounded(seen.score) - sum(share.won for share in shared)
            shared[place] = Share(most[place], min(max(won, Decimal(0)), most[place]))
    return shared


def _most(points: Decimal, shown: Sequence[float], total: float) -> list[Decimal]:
    """Return points for each weight in whole cents; the cents that rounding down leaves go to who lost most by it."""
    if not total:
        return [Decimal(0)] * len(shown)
    exact = [points * Decimal(str(weight)) / Decimal(str(total)) for weight in shown]
    most = [each.quantize(CENT, "ROUND_FLOOR") for each in exact]
    left = int((rounded(sum(exact, Decimal(0))) - sum(most)) / CENT)
    for place in sorted(range(len(most)), key=lambda place: most[place] - exact[place])[:left]:
        most[place] += CENT
    return most
