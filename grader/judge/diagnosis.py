"""Does a failing submission behave like exactly one known mistake? Then that mistake's hint is worth saying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch

from grader.judge.asking import FATAL, Answers, Findings, Sitting
from grader.judge.aspects import ALLOWED_MEANS
from grader.judge.bank import Bank
from grader.judge.battery import Battery
from grader.judge.channel import Channel, UnsupportedHereError
from grader.judge.compare import Finding, kind_difference
from grader.judge.laws import LawExam
from grader.oracle import alike, numeric
from grader.packs import Exercise, read_mistake
from grader.sandbox import Handle, LearnerFault, Raised
from grader.sandbox.learner import type_name
from grader.search import draw
from grader.structure import leaves
from grader.verdict import CheckResult, Diagnosis, FailureKind

#: Agreement on fewer questions that a mistake gets wrong says too little.
INFORMATIVE = 20
# Rare mistakes (a gradient at ties) are wrong on one question in thirteen.
FRESH = 400
TELLING = 8


@dataclass
class Witness:
    """A submission whose answers are looked up question by question, each asked once.

    Args:
        sit: opens a sitting for it; its process is started when a question is not answered yet.
        fresh: number of a channel -> questions that were drawn for it besides the bank's.
        answers: what is known of it already; more is added.
    """

    sit: Callable[[], Sitting]
    fresh: dict[int, tuple[Any, ...]]
    answers: Answers = field(default_factory=dict)
    _questions: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    _loads: bool | None = None

    @cached_property
    def sitting(self) -> Sitting:
        """The sitting, opened once."""
        return self.sit()

    @cached_property
    def channels(self) -> list[tuple[str, Channel]]:
        """Every line of questioning of the contract with the function or law it is about."""
        made: list[tuple[str, Channel]] = []
        contract = self.sitting.contract
        for name, declaration in contract.functions.items():
            battery = Battery(self.sitting, declaration)
            lines = [*battery.main(), *battery.aside(), battery.stand_in()]
            made += [(name, channel) for channel in lines if channel is not None]
        for name, law in contract.laws.items():
            made.append((name, LawExam(self.sitting, law).channel()))
        return made

    def close(self) -> None:
        """End the process, and forget what belongs to it; the answers stay."""
        if "sitting" in self.__dict__:
            self.sitting.submission.close()
        for name in ("sitting", "channels"):
            self.__dict__.pop(name, None)

    def judges(self, index: int, checks: set[str]) -> bool:
        """Whether a channel judges one of these checks."""
        name, channel = self.channels[index]
        return any(check == name or check in {f"{name}.{c}" for c in channel.checks} for check in checks)

    def own(self, index: int) -> tuple[Any, ...]:
        """Return the bank's questions of a channel."""
        if index not in self._questions:
            self._questions[index] = tuple(self.channels[index][1].questions())
        return self._questions[index]

    def questions(self, index: int) -> tuple[Any, ...]:
        """Return the bank's questions of a channel, and after them the fresh ones that were drawn."""
        return self.own(index) + self.fresh.get(index, ())

    def expect(self, index: int, positions: range) -> None:
        """Say which questions of a channel come next, so that each is sent before the last answer is judged."""
        channel, questions = self.channels[index][1], self.questions(index)
        known = self.answers.get(channel.key, {})
        if channel.request is not None:
            requests = (channel.request(questions[p]) for p in positions if p not in known)
            self.sitting.follow([request for request in requests if request is not None])

    def telling(self, order: list[int]) -> list[tuple[int, int]]:
        """Return a few questions that this submission gets wrong: on them other mistakes differ at once."""
        found: list[tuple[int, int]] = []
        for index in order:
            for position in range(len(self.own(index))):
                if self.findings(index, position):
                    found.append((index, position))
                if len(found) == TELLING:
                    return found
            if found:
                return found
        return found

    def findings(self, index: int, position: int) -> Findings | None:
        """Return what is wrong about the answer to one question of a channel; None when it cannot be asked.

        Raises LearnerFault when the file does not load.
        """
        channel = self.channels[index][1]
        known = self.answers.setdefault(channel.key, {})
        if position not in known:
            if not self._loads:
                self.sitting.submission.load()
                self._loads = True
            try:
                known[position] = channel.examine(self.questions(index)[position], True)
            except UnsupportedHereError:
                known[position] = None
        return known[position]


def diagnose(
    exercise: Exercise,
    bank: Bank,
    sit: Callable[[bytes], Sitting],
    source: bytes,
    failed: Sequence[CheckResult],
    answers: Answers,
) -> Diagnosis | None:
    """Return the one known mistake that a failing submission agrees with on every question, or None.

    Args:
        exercise: whose wrong solutions are compared.
        bank: the questions, where the answers of the wrong solutions are kept too.
        sit: opens a sitting for a source.
        source: the submission.
        failed: its failed checks; their questions are compared first.
        answers: what it answered already.
    """
    if not exercise.wrong or all(
        c.failure is not None and c.failure.kind in {FailureKind.NOT_IMPLEMENTED, FailureKind.NOT_DEFINED}
        for c in failed
    ):
        return None
    if any(check.id == ALLOWED_MEANS for check in failed):
        return next((_said(path) for path in exercise.wrong if _caught_by_bans(path)), None)
    fresh: dict[int, tuple[Any, ...]] = bank.keep(("fresh",), dict)
    mine = Witness(lambda: sit(source), fresh, answers)
    about = {check.id for check in failed}
    agreeing: list[Path] = []
    with closing(mine), suppress(LearnerFault):
        order = sorted(range(len(mine.channels)), key=lambda i: not mine.judges(i, about))
        telling = mine.telling(order)
        for path in exercise.wrong:
            with closing(_witness(path, sit, bank, fresh)) as theirs, suppress(LearnerFault):
                if _agree_on(mine, theirs, telling) and _agree(mine, theirs, order):
                    agreeing.append(path)
            if len(agreeing) > 1:
                return None
    return _said(agreeing[0]) if agreeing else None


def _witness(
    path: Path, sit: Callable[[bytes], Sitting], bank: Bank, fresh: dict[int, tuple[Any, ...]]
) -> Witness:
    """Return a known mistake; what it answers is kept with the questions, for the next submission."""
    source = path.read_bytes()
    return Witness(lambda: sit(source), fresh, bank.keep(("answers", path, source), dict))


def _said(path: Path) -> Diagnosis:
    mistake = read_mistake(path)
    return Diagnosis(mistake=mistake.stem, sentence=mistake.sentence)


def _caught_by_bans(path: Path) -> bool:
    return read_mistake(path).caught_by == ALLOWED_MEANS


def _agree_on(mine: Witness, theirs: Witness, telling: list[tuple[int, int]]) -> bool:
    return all(
        _same(mine.findings(index, position) or {}, theirs.findings(index, position) or {})
        for index, position in telling
    )


def _agree(mine: Witness, theirs: Witness, order: list[int]) -> bool:
    """Whether two submissions answer alike on everything, and are wrong often enough for that to mean something."""
    informative = 0
    drawable: list[int] = []
    finite_only = True
    for index in order:
        channel = theirs.channels[index][1]
        wrong_here = _agreements(mine, theirs, index, range(len(theirs.own(index))))
        if wrong_here is None:
            return False
        informative += wrong_here
        # The bad calls and the edges of a contract are few and written down: there are no fresh ones.
        if wrong_here and channel.strategy is not None and channel.checks != ("rejects",):
            finite_only = False
            drawable.append(index)
    for index in drawable:
        if informative >= INFORMATIVE:
            break
        channel, before = theirs.channels[index][1], len(theirs.own(index))
        if index not in theirs.fresh and channel.strategy is not None:
            seed = theirs.sitting.bank.seed(channel.seed, "diagnosis")
            theirs.fresh[index] = draw(channel.strategy, seed, FRESH)
        more = _agreements(mine, theirs, index, range(before, len(theirs.questions(index))), INFORMATIVE)
        if more is None:
            return False
        informative += more
    return informative >= INFORMATIVE or (finite_only and informative > 0)


def _agreements(
    mine: Witness, theirs: Witness, index: int, positions: range, enough: int | None = None
) -> int | None:
    """Return on how many questions both are wrong in the same way, at most `enough`; None when they differ on any."""
    count = 0
    for witness in (mine, theirs):
        witness.expect(index, positions)
    for position in positions:
        a, b = mine.findings(index, position), theirs.findings(index, position)
        if a is None or b is None:
            continue
        if not _same(a, b):
            return None
        count += bool(b)
        if count == enough or any(finding.kind in FATAL for finding in (*a.values(), *b.values())):
            break
    return count


def _same(a: Findings, b: Findings) -> bool:
    return a.keys() == b.keys() and all(_same_finding(a[key], b[key]) for key in a)


def _same_finding(a: Finding, b: Finding) -> bool:
    if a.kind is not b.kind or a.note != b.note:
        return False
    if isinstance(a.fault, Raised) and isinstance(b.fault, Raised):
        return a.fault.type_name == b.fault.type_name
    return _same_value(a.actual, b.actual)


def _same_value(a: Any, b: Any) -> bool:
    if isinstance(a, Handle) or isinstance(b, Handle):
        return type(a) is type(b) and type_name(a) == type_name(b)
    if kind_difference(a, b) is not None:
        return False
    found = dict(leaves(b))
    for path, leaf in leaves(a):
        other = found[path]
        x, y = numeric(leaf), numeric(other)
        if x is not None and y is not None:
            if not alike(x, y):
                return False
        elif isinstance(leaf, torch.Tensor):
            if not torch.equal(leaf, other):
                return False
        elif isinstance(leaf, np.ndarray):
            if not np.array_equal(leaf, other):
                return False
        elif not isinstance(leaf, Handle) and leaf != other:
            return False
    return True
