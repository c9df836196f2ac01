"""Does a failing submission behave like exactly one known mistake? Then that mistake's hint is worth saying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from grader.judge.asking import FATAL, Sitting
from grader.judge.battery import Battery
from grader.judge.channel import Channel, UnsupportedHereError
from grader.judge.compare import Finding, kind_difference
from grader.judge.laws import LawExam
from grader.oracle import alike, numeric
from grader.packs import Exercise, read_mistake
from grader.sandbox import Handle, LearnerFault, Raised
from grader.search import draw
from grader.structure import leaves
from grader.verdict import CheckResult, Diagnosis, FailureKind

#: Agreement on fewer questions that a mistake gets wrong says too little.
INFORMATIVE = 20
FRESH = 150
TELLING = 8

Findings = dict[str, Finding]


@dataclass
class Witness:
    """A submission whose answers are looked up question by question, each asked once."""

    sitting: Sitting
    names: frozenset[str]
    _channels: list[tuple[str, Channel]] = field(default_factory=list)
    _known: dict[tuple[int, int], Findings | None] = field(default_factory=dict)

    def channels(self) -> list[tuple[str, Channel]]:
        """Return every line of questioning of the contract with the function or law it is about."""
        if not self._channels:
            contract = self.sitting.contract
            for name, declaration in contract.functions.items():
                made = Battery(self.sitting, declaration).channels()
                self._channels += [(name, channel) for channel in made]
            for name, law in contract.laws.items():
                self._channels.append((name, LawExam(self.sitting, law).channel()))
        return self._channels

    def judges(self, index: int, checks: set[str]) -> bool:
        """Whether a channel judges one of these checks."""
        name, channel = self.channels()[index]
        return any(check == name or check in {f"{name}.{c}" for c in channel.checks} for check in checks)

    def telling(self, order: list[int]) -> list[tuple[int, Any]]:
        """Return a few questions that this submission gets wrong: on them other mistakes differ at once."""
        found: list[tuple[int, Any]] = []
        for index in order:
            for question in self.channels()[index][1].questions():
                if self.findings(index, question):
                    found.append((index, question))
                if len(found) == TELLING:
                    return found
            if found:
                return found
        return found

    def findings(self, index: int, question: Any, *, kept: bool = True) -> Findings | None:
        """Return what is wrong about the answer to one question of a channel; None when it cannot be asked."""
        key = (index, id(question))
        if key not in self._known:
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
    mine = _open(sit, source)
    if mine is None:
        return None
    about = {check.id for check in failed}
    order = sorted(range(len(mine.channels())), key=lambda i: not mine.judges(i, about))
    telling = mine.telling(order)
    fresh: dict[int, tuple[Any, ...]] = {}
    agreeing: list[Path] = []
    try:
        for path in exercise.wrong:
            theirs = _open(sit, path.read_bytes())
            if theirs is None:
                continue
            try:
                if _agree_on(mine, theirs, telling) and _agree(mine, theirs, order, fresh):
                    agreeing.append(path)
            finally:
                theirs.sitting.submission.close()
            if len(agreeing) > 1:
                return None
    finally:
        mine.sitting.submission.close()
    if not agreeing:
        return None
    mistake = read_mistake(agreeing[0])
    return Diagnosis(mistake=mistake.stem, sentence=mistake.sentence)


def _open(sit: Callable[[bytes], Sitting], source: bytes) -> Witness | None:
    sitting = sit(source)
    try:
        return Witness(sitting, sitting.submission.load())
    except LearnerFault:
        sitting.submission.close()
        return None


def _agree_on(mine: Witness, theirs: Witness, telling: list[tuple[int, Any]]) -> bool:
    return all(
        _same(mine.findings(index, question) or {}, theirs.findings(index, question) or {})
        for index, question in telling
    )


def _agree(mine: Witness, theirs: Witness, order: list[int], fresh: dict[int, tuple[Any, ...]]) -> bool:
    """Whether two submissions answer alike on everything, and are wrong often enough for that to mean something."""
    informative = 0
    drawable: list[int] = []
    finite_only = True
    for index in order:
        channel = theirs.channels()[index][1]
        wrong_here = 0
        for a, b in _pairs(mine, theirs, index, channel.questions(), kept=True):
            if not _same(a, b):
                return False
            wrong_here += bool(b)
        informative += wrong_here
        if wrong_here and channel.strategy is not None and not channel.checks == ("rejects",):
            finite_only = False
            drawable.append(index)
    for index in drawable:
        if informative >= INFORMATIVE:
            break
        channel = theirs.channels()[index][1]
        if index not in fresh and channel.strategy is not None:
            seed = theirs.sitting.bank.seed(channel.seed, "diagnosis")
            fresh[index] = draw(channel.strategy, seed, FRESH)
        for a, b in _pairs(mine, theirs, index, fresh[index], kept=False):
            if not _same(a, b):
                return False
            informative += bool(b)
    return informative >= INFORMATIVE or (finite_only and informative > 0)


def _pairs(
    mine: Witness, theirs: Witness, index: int, questions: tuple[Any, ...], *, kept: bool
) -> Iterator[tuple[Findings, Findings]]:
    for question in questions:
        a = mine.findings(index, question, kept=kept)
        b = theirs.findings(index, question, kept=kept)
        if a is not None and b is not None:
            yield a, b
            if any(finding.kind in FATAL for finding in (*a.values(), *b.values())):
                return


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
        return type(a) is type(b) and a.type_name == b.type_name
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
        elif not isinstance(leaf, Handle) and leaf != other:
            return False
    return True
