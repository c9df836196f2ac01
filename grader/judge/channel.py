"""One line of questioning: which questions, how an answer is judged, and where simpler questions come from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from hypothesis.strategies import SearchStrategy

from grader.judge.asking import FATAL, Request, Sitting
from grader.judge.compare import Finding
from grader.sandbox import OverLimit
from grader.search import smallest
from grader.structure import Call, leaves

# A question of the grid fails where the first drawn ones may not: look a little further for a simpler one.
SEARCHED = 150

Examine = Callable[[Any, bool], dict[str, Finding]]


class UnsupportedHereError(Exception):
    """The question cannot be asked on this device, and that is not the learner's doing.

    `ends` says that the next question would only take as long to fail as this one did.
    """

    def __init__(self, why: str, *, ends: bool = False) -> None:
        super().__init__(why)
        self.ends = ends


@dataclass(frozen=True)
class Channel:
    """One line of questioning.

    Attributes:
        checks: names of the checks that it judges.
        questions: makes the questions, which are the bank's own.
        examine: judges one question; ``examine(question, kept)`` returns what was wrong for each check. With
            `kept` the question is one of the bank's, so its truth may be kept there.
        strategy: where simpler questions are drawn from, or None when a failing one is reported as it is.
        seed: name under which that strategy draws.
        request: the request that ``examine(question, True)`` will make of a question of the bank, so that it
            can be sent while the answer before it is judged; None where there are several or none.
        about: the function whose aspects `checks` are, or nothing for a law.
        key: tells it from all other channels of the contract.
        shown: the question as the call that a report shows.
        first_only: whether the first failure ends the questioning.
    """

    checks: tuple[str, ...]
    questions: Callable[[], tuple[Any, ...]]
    examine: Examine
    strategy: SearchStrategy[Any] | None = None
    seed: str = ""
    shown: Callable[[Any], Call] = lambda question: question
    first_only: bool = False
    request: Callable[[Any], Request | None] | None = None
    about: str = ""
    key: str = ""


@dataclass
class Outcome:
    """What one check came to: questions asked until one failed, and the smallest failing one with what was wrong."""

    asked: int = 0
    finding: Finding | None = None
    question: Call | None = None
    raw: Any = None
    seconds: float = 0.0
    unsupported: str = ""
    cut_short: OverLimit | None = None
    channel: Channel | None = None


def size(question: Any) -> int:
    """Return the number of elements of all tensors of a question: what a reader has to look at."""
    return sum(leaf.numel() for _, leaf in leaves(question) if isinstance(leaf, torch.Tensor))


Failures = dict[str, list[tuple[Any, Finding]]]


def pursue(channel: Channel, sitting: Sitting, outcomes: dict[str, Outcome]) -> None:
    """Ask all questions of a channel and note in `outcomes` what failed; `simplify` makes it small afterwards."""
    started = time.monotonic()
    failed, first, asked, unsupported, cut_short = _sweep(channel, sitting)
    sitting.follow(())
    for check in {*channel.checks, *failed}:
        outcome = outcomes.setdefault(check, Outcome())
        if outcome.finding is None:
            outcome.asked += first.get(check, asked)
        outcome.cut_short = outcome.cut_short or cut_short
        if unsupported and not asked:
            outcome.unsupported = unsupported
    for check, cases in failed.items():
        outcome = outcomes[check]
        if outcome.finding is None:
            outcome.raw, outcome.finding = min(cases, key=lambda case: size(channel.shown(case[0])))
            outcome.question = channel.shown(outcome.raw)
            outcome.channel = channel
    share = (time.monotonic() - started) / len(channel.checks)
    for check in channel.checks:
        outcomes[check].seconds += share


def simplify(check: str, outcome: Outcome, sitting: Sitting, seconds: float) -> None:
    """Replace the failing question of a check by the simplest one found in `seconds` that fails in the same check."""
    channel, question, finding = outcome.channel, outcome.question, outcome.finding
    # A question that ran into a limit is not simplified: every attempt would take the limit again.
    if channel is None or channel.strategy is None or finding is None or finding.kind in FATAL:
        return

    def attempt(candidate: Any) -> Finding | None:
        try:
            found = channel.examine(candidate, False).get(check)
        except UnsupportedHereError:
            return None
        return None if found is None or found.kind in FATAL else found

    simplest = smallest(
        channel.strategy,
        attempt,
        seed=sitting.bank.seed(channel.seed),
        count=max(sitting.bank.examples, SEARCHED),
        size=lambda candidate: size(channel.shown(candidate)),
        seconds=seconds,
    )
    if simplest is not None and size(channel.shown(simplest[0])) <= size(question):
        outcome.raw, outcome.finding = simplest
        outcome.question = channel.shown(outcome.raw)


def _questions(channel: Channel, sitting: Sitting) -> Iterator[tuple[Any, int | None]]:
    """Yield the questions that failed the last time, then the bank's own, each with its number among the bank's."""
    for check in channel.checks:
        for question in sitting.recalled.get(f"{channel.about}.{check}" if channel.about else check, ()):
            yield question, None
    own = channel.questions()
    if channel.request is not None:
        requests = (channel.request(question) for question in own)
        sitting.follow([request for request in requests if request is not None])
    for position, question in enumerate(own):
        yield question, position


def _sweep(channel: Channel, sitting: Sitting) -> tuple[Failures, dict[str, int], int, str, OverLimit | None]:
    failed: Failures = {}
    first: dict[str, int] = {}
    asked, unsupported = 0, ""
    answers = sitting.answers.setdefault(channel.key, {})
    for question, position in _questions(channel, sitting):
        if (over := sitting.allowance.over) is not None:
            return failed, first, asked, unsupported, over
        try:
            found = channel.examine(question, position is not None)
        except UnsupportedHereError as error:
            if position is not None:
                answers[position] = None
            unsupported = str(error)
            if error.ends:
                break
            continue
        asked += 1
        if position is not None:
            answers[position] = found
        for check, finding in found.items():
            failed.setdefault(check, []).append((question, finding))
            first.setdefault(check, asked)
        fatal = any(finding.kind in FATAL for finding in found.values())
        if fatal or (found and channel.first_only) or sitting.awaited in found:
            break
    return failed, first, asked, unsupported, None
