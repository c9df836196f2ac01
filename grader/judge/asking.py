"""Asking a submission one question and saying what was wrong with the answer."""

from __future__ import annotations

import contextlib
import itertools
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import torch

from grader.bans import Means
from grader.contract import Contract
from grader.judge.bank import Bank
from grader.judge.compare import Finding, difference, exact_difference
from grader.oracle import Truth
from grader.sandbox import (
    Ask,
    Killed,
    LearnerFault,
    LocalNamespace,
    NotDefined,
    OverLimit,
    PrintedTooMuch,
    Raised,
    Reply,
    ReplyTooLarge,
    Submission,
    TimedOut,
)
from grader.sandbox.learner import Call as PendingCall
from grader.structure import Call, leaves
from grader.verdict import FailureKind

# A call may take this long, or this many times as long as the reference, whichever is more.
CALL_SECONDS = 2.0
CALL_TIMES_REFERENCE = 20

#: Findings that end the questioning: asking again would only take the limit again, or end the same way.
FATAL = frozenset(
    {
        FailureKind.TIMED_OUT,
        FailureKind.KILLED,
        FailureKind.REPLY_TOO_LARGE,
        FailureKind.PRINTED_TOO_MUCH,
        FailureKind.BANNED_OPERATOR,
    }
)


#: What is wrong about an answer: aspect -> finding.
Findings = dict[str, Finding]

#: What a submission answered: key of a channel -> number of a question -> findings, None where it cannot be asked.
Answers = dict[str, dict[int, Findings | None]]

# A submission that waits instead of computing gets this many times the budget on the clock.
PATIENCE = 6


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One call to be made: of which function, with what, finding out what besides the value, on which device."""

    function: str
    question: Call
    options: Ask
    device: str

    def send(self, sitting: Sitting) -> PendingCall:
        """Send it without waiting for the answer."""
        function = getattr(sitting.learner(self.device), self.function)
        pending: PendingCall = function.post(
            *self.question.args, options=self.options, **self.question.kwargs
        )
        return pending


class Allowance:
    """The processor time that an examination may take in all, in however many processes.

    The clock decides only when it is far beyond, so that a busy machine changes no verdict.

    Args:
        seconds: how much.
        submissions: whose processes count.
    """

    def __init__(self, seconds: float, *submissions: Submission) -> None:
        self._seconds = seconds
        self._submissions = submissions
        self._started = time.monotonic()
        self._before = self._taken()

    def _taken(self) -> float:
        return sum(submission.processor_seconds for submission in self._submissions)

    @property
    def over(self) -> OverLimit | None:
        """The limit that was passed, when nothing is left of it."""
        taken = self._taken() - self._before
        if taken > self._seconds:
            return OverLimit("processor time", self._seconds, taken, "seconds")
        passed, patience = time.monotonic() - self._started, PATIENCE * self._seconds
        return OverLimit("time", patience, passed, "seconds") if passed > patience else None

    def end(self) -> None:
        """Let no more be asked."""
        self._seconds = -1.0


@dataclass
class Sitting:
    """One submission before the judge: who is asked, where, from which bank, and for how long.

    Args:
        submission: who is asked.
        contract: what must hold.
        bank: the questions.
        device: where.
        allowance: what the submission may take.
        simplify: whether failing questions are made small.
        recalled: name of a check -> questions that failed it the last time, asked first.
        awaited: the check whose first failure ends the questioning, when only that one matters.
        answers: what came of the bank's questions so far.
    """

    submission: Submission
    contract: Contract
    bank: Bank
    device: str
    allowance: Allowance
    simplify: bool = True
    recalled: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    awaited: str = ""
    answers: Answers = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next: dict[int, Request] = {}
        self._begun: tuple[Request, PendingCall] | None = None

    def follow(self, line: Sequence[Request]) -> None:
        """Say which requests come one after the other, so that each is sent before the last answer is judged."""
        self._next = {id(a): b for a, b in itertools.pairwise(line)}
        if self._begun is not None:
            self._begun[1].drop()
            self._begun = None

    def begin(self, request: Request) -> PendingCall:
        """Send a request, or return it as it is when it was sent ahead."""
        begun, self._begun = self._begun, None
        if begun is not None:
            if begun[0] is request:
                return begun[1]
            begun[1].drop()
        return request.send(self)

    def begin_next(self, request: Request) -> None:
        """Send the request that follows `request`, while its answer is being judged. One is on its way at a time."""
        following = self._next.get(id(request))
        if following is not None:
            # A process that cannot be asked says so when the request's own turn has come.
            with contextlib.suppress(LearnerFault):
                self._begun = (following, following.send(self))

    def learner(self, device: str | None = None) -> Any:
        """Return the learner's names on this sitting's device."""
        return self.submission.learner(device=device or self.device)

    def local(self) -> LocalNamespace:
        """Return the truth under the same names."""
        return LocalNamespace(self.contract.truths)


def fault_finding(fault: LearnerFault, expected: Any = None) -> Finding:
    """Say what a fault of the learner's code is as a finding."""
    detail: dict[str, Any] = {}
    if isinstance(fault, NotDefined):
        kind, detail = FailureKind.NOT_DEFINED, {"name": fault.name}
    elif isinstance(fault, Raised) and fault.reached_banned:
        detail = {"operator": fault.message, "means": str(Means.OPERATOR)}
        frames = re.findall(r'File "(.*)", line (\d+)', fault.traceback)
        lines = [int(line) for file, line in frames if file == frames[0][0]]
        if (
            lines
        ):  # the traceback begins in the submission, and the last of its lines is nearest to the operator
            detail["line"] = lines[-1]
        kind = FailureKind.BANNED_OPERATOR
    elif isinstance(fault, Raised):
        unwritten = fault.is_a("NotImplementedError")
        kind = FailureKind.NOT_IMPLEMENTED if unwritten else FailureKind.RAISED
        detail = {"type": fault.type_name, "message": fault.message}
    elif isinstance(fault, TimedOut):
        kind = FailureKind.TIMED_OUT
    elif isinstance(fault, Killed):
        kind, detail = FailureKind.KILLED, {"cause": fault.cause, "detail": fault.detail}
    elif isinstance(fault, ReplyTooLarge):
        kind = FailureKind.REPLY_TOO_LARGE
    elif isinstance(fault, PrintedTooMuch):
        kind = FailureKind.PRINTED_TOO_MUCH
    else:
        kind, detail = FailureKind.UNUSABLE_REPLY, {"message": str(fault)}
    if fault.over is not None:
        detail["over_limit"] = asdict(fault.over)
    return Finding(kind, expected, None, detail, fault)


def time_limit(truth_seconds: float) -> float:
    """Return the limit of one call, from the time that the reference took."""
    return max(CALL_SECONDS, CALL_TIMES_REFERENCE * truth_seconds)


def put(sitting: Sitting, request: Request, limit: float) -> Reply | Finding:
    """Ask one question; a fault of the learner's code comes back as a finding."""
    try:
        reply = sitting.begin(request).collect(limit)
    except LearnerFault as fault:
        finding = fault_finding(fault)
        if finding.kind not in FATAL:
            sitting.begin_next(request)
        return finding
    sitting.begin_next(request)
    return reply


def answer_findings(
    truth: Truth,
    question: Call,
    reply: Reply | Finding,
    device: str,
    *,
    view: bool,
    mutates: bool,
    random: bool,
) -> list[Finding]:
    """Return everything that is wrong with one answer, at most one finding of each independent sort."""
    if isinstance(reply, Finding):
        if truth.raised is not None and reply.kind is FailureKind.RAISED:
            rejected = raising_finding(truth.raised, reply)
            return [rejected] if rejected else []
        return [with_expected(reply, truth.answer)]
    if truth.raised is not None:
        return [
            Finding(FailureKind.DID_NOT_RAISE, None, reply.value, {"expected": type(truth.raised).__name__})
        ]
    found: list[Finding] = []
    if not random:
        wrong = difference(truth, reply.value, devices=reply.devices, device=device)
        if wrong is not None:
            found.append(wrong)
    if reply.inputs is not None and not mutates:
        changed = changed_input(question, Call(*reply.inputs))
        if changed is not None:
            found.append(changed)
    if reply.aliases and not view:
        found.append(Finding(FailureKind.ALIASED, truth.answer, reply.value, {"pairs": list(reply.aliases)}))
    if reply.random_state_used:
        detail = {"which": list(reply.random_state_used)}
        found.append(Finding(FailureKind.GLOBAL_RANDOM_STATE, truth.answer, reply.value, detail))
    return found


def with_expected(finding: Finding, expected: Any) -> Finding:
    """Return a finding about a fault, with the answer that was expected instead."""
    return Finding(finding.kind, expected, None, finding.detail, finding.fault)


def raising_finding(expected: Exception, reply: Finding | Reply) -> Finding | None:
    """Judge an answer to a question that must raise; None when it raised what it should."""
    name = type(expected).__name__
    if not isinstance(reply, Finding):
        return Finding(FailureKind.DID_NOT_RAISE, None, reply.value, {"expected": name})
    fault = reply.fault
    if isinstance(fault, Raised) and reply.kind is FailureKind.RAISED:
        if fault.is_a(name):
            return None
        detail = {"expected": name, **reply.detail}
        return Finding(FailureKind.RAISED_ANOTHER, None, None, detail, fault)
    return reply


def changed_input(asked: Call, after: Call) -> Finding | None:
    """Return a finding when an argument is no longer what it was before the call."""
    before, now = dict(leaves(asked)), dict(leaves(after))
    if before.keys() != now.keys():
        return Finding(FailureKind.INPUT_CHANGED, asked, after, {"path": ""})
    for path, leaf in before.items():
        other = now[path]
        if isinstance(leaf, torch.Tensor | np.ndarray):
            if type(other) is not type(leaf) and not isinstance(other, torch.Tensor | np.ndarray):
                return Finding(FailureKind.INPUT_CHANGED, leaf, other, {"path": path})
            if leaf.shape != other.shape or leaf.dtype != other.dtype or exact_difference(leaf, other):
                return Finding(FailureKind.INPUT_CHANGED, leaf, other, {"path": path})
        elif isinstance(leaf, int | float | str | bytes | bool) and (
            leaf != other and not (leaf != leaf and other != other)
        ):
            return Finding(FailureKind.INPUT_CHANGED, leaf, other, {"path": path})
    return None


def truth_of(function: Callable[..., Any], question: Call, dtype: torch.dtype) -> Truth:
    """Return the truth of one call of `function`."""
    return Truth(lambda asked: function(*asked.args, **asked.kwargs), question, dtype)
