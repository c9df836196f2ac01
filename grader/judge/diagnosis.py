"""Does a failing submission behave like exactly one known mistake? Then that mistake's hint is worth saying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from grader.judge.asking import FATAL, Sitting
from grader.judge.aspects import ALLOWED_MEANS
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

Findings = dict[str, Finding]


@dataclass
class Witness:
    """A submission whose answers are looked up question by question, each asked once."""

    sitting: Sitting
    fresh: dict[int, tuple[Any, ...]]
    _questions: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    _channels: list[tuple[str, Channel]] = field(default_factory=list)
    _known: dict[tuple[int, int], Findings | None] = field(default_factory=dict)

    def channels(self) -> list[tuple[str, Channel]]:
        """Return every line of questioning of the contract with the function or law it is about."""
        if not self._channels:
            contract = self.sitting.contract
            for name, declaration in contract.functions.items():
                battery = Battery(self.sitting, declaration)
                made = [*battery.main(), *battery.aside(), battery.stand_in()]
                self._channels += [(name, channel) for channel in made if channel is not None]
            for name, law in contract.laws.items():
                self._channels.append((name, LawExam(self.sitting, law).channel()))
        return self._channels

    def judges(self, index: int, checks: set[str]) -> bool:
        """Whether a channel judges one of these checks."""
        name, channel = self.channels()[index]
        return any(check == name or check in {f"{name}.{c}" for c in channel.checks} for check in checks)

    def questions(self, index: int) -> tuple[Any, ...]:
        """Return the bank's questions of a channel, and after them the fresh ones that were drawn."""
        if index not in self._questions:
            self._questions[index] = tuple(self.channels()[index][1].questions())
        return self._questions[index] + self.fresh.get(index, ())

    def telling(self, order: list[int]) -> list[tuple[int, int]]:
        """Return a few questions that this submission gets wrong: on them other mistakes differ at once."""
        found: list[tuple[int, int]] = []
        for index in order:
            for position in range(len(self.questions(index))):
                if self.findings(index, position):
                    found.append((index, position))
                if len(found) == TELLING:
                    return found
            if found:
                return found
        return found

    def findings(self, index: int, position: int) -> Findings | None:
        """Return what is wrong about the answer to one question of a channel; None when it cannot be asked."""
        key = (index, position)
        if key not in self._known:
            question = self.questions(index)[position]
            kept = position < len(self._questions[index])
            try:
                self._known[key] = self.channels()[index][1].examine(question, kept)
            except UnsupportedHereError:
                self._known[key] = None
        return self._known[key]


def diagnose(
    exercise: Exercise,
    sit: Callable[[bytes], Sitting],
    source: bytes,
    failed: Sequence[CheckResult],
) -> Diagnosis | None:
    """Return the one known mistake that a failing submission agrees with on every question, or None.

    Args:
        exercise: whose wrong solutions are compared.
        sit: opens a sitting for a source.
        source: the submission.
        failed: its failed checks; their questions are compared first.
    """
    if not exercise.wrong or all(
        c.failure is not None and c.failure.kind in {FailureKind.NOT_IMPLEMENTED, FailureKind.NOT_DEFINED}
        for c in failed
    ):
        return None
    if any(check.id == ALLOWED_MEANS for check in failed):
        return next((_said(path) for path in exercise.wrong if _caught_by_bans(path)), None)
    fresh: dict[int, tuple[Any, ...]] = {}
    mine = _open(sit, source, fresh)
    if mine is None:
        return None
    about = {check.id for check in failed}
    order = sorted(range(len(mine.channels())), key=lambda i: not mine.judges(i, about))
    telling = mine.telling(order)
    agreeing: list[Path] = []
    try:
        for path in exercise.wrong:
            theirs = _open(sit, path.read_bytes(), fresh)
            if theirs is None:
                continue
            try:
                if _agree_on(mine, theirs, telling) and _agree(mine, theirs, order):
                    agreeing.append(path)
            finally:
                theirs.sitting.submission.close()
            if len(agreeing) > 1:
                return None
    finally:
        mine.sitting.submission.close()
    if not agreeing:
        return None
    return _said(agreeing[0])


def _said(path: Path) -> Diagnosis:
    mistake = read_mistake(path)
    return Diagnosis(mistake=mistake.stem, sentence=mistake.sentence)


def _caught_by_bans(path: Path) -> bool:
    return read_mistake(path).caught_by == ALLOWED_MEANS


def _open(
    sit: Callable[[bytes], Sitting], source: bytes, fresh: dict[int, tuple[Any, ...]]
) -> Witness | None:
    sitting = sit(source)
    try:
        sitting.submission.load()
    except LearnerFault:
        sitting.submission.close()
        return None
    return Witness(sitting, fresh)


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
        channel = theirs.channels()[index][1]
        wrong_here = _agreements(mine, theirs, index, range(len(theirs.questions(index))))
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
        channel = theirs.channels()[index][1]
        before = len(theirs.questions(index))
        if index not in theirs.fresh and channel.strategy is not None:
            seed = theirs.sitting.bank.seed(channel.seed, "diagnosis")
            theirs.fresh[index] = draw(channel.strategy, seed, FRESH)
        more = _agreements(mine, theirs, index, range(before, len(theirs.questions(index))))
        if more is None:
            return False
        informative += more
    return informative >= INFORMATIVE or (finite_only and informative > 0)


def _agreements(mine: Witness, theirs: Witness, index: int, positions: range) -> int | None:
    """Return on how many questions both are wrong in the same way; None when they differ on any."""
    count = 0
    for position in positions:
        a, b = mine.findings(index, position), theirs.findings(index, position)
        if a is None or b is None:
            continue
        if not _same(a, b):
            return None
        count += bool(b)
        if any(finding.kind in FATAL for finding in (*a.values(), *b.values())):
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
