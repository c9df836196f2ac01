"""Laws and scenarios: the same body is run by the truth and by the learner, and what they say is compared."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from grader.contract.declarations import LawDeclaration
from grader.contract.errors import ContractError
from grader.contract.expectations import Expected, collect
from grader.judge.asking import FATAL, Sitting, fault_finding, raising_finding
from grader.judge.battery import STAND_IN, is_unsupported
from grader.judge.channel import Channel, UnsupportedHereError
from grader.judge.compare import (
    Finding,
    details,
    difference,
    exact_difference,
    kind_difference,
)
from grader.oracle import Truth, numeric
from grader.sandbox import LearnerFault, LocalNamespace, RoomError
from grader.structure import Call, cast, floating_tensors, leaves
from grader.verdict import FailureKind


@dataclass
class LawExam:
    """The questioning about one law of one submission on one device."""

    sitting: Sitting
    law: LawDeclaration

    @property
    def device(self) -> str:
        """Where the learner's code is asked."""
        on_the_stand_in = self.law.stand_in and self.sitting.device == "cpu"
        return STAND_IN if on_the_stand_in else self.sitting.device

    def channel(self) -> Channel:
        """Return the one line of questioning of this law."""
        name = self.law.name

        def examine(question: dict[str, Any], kept: bool) -> dict[str, Finding]:
            truth = (
                self.sitting.bank.keep(("law", name, id(question)), lambda: self._truth(question))
                if kept
                else self._truth(question)
            )
            finding = self._examine(question, truth)
            if finding is not None and self.device == STAND_IN and is_unsupported(finding):
                raise UnsupportedHereError(str(finding.fault), ends=finding.kind in FATAL)
            return {name: finding} if finding is not None else {}

        return Channel(
            (name,),
            lambda: self.sitting.bank.drawn(name, self.law.inputs, self.law.examples),
            examine,
            self.law.inputs,
            name,
            lambda question: Call((), question),
            first_only=True,
            key=name,
        )

    def _truth(self, question: dict[str, Any]) -> Truth:
        """Run the body on the truth; a law that it breaks is a mistake of the contract."""
        relations: list[Expected] = []

        def tell(inputs: dict[str, Any]) -> Any:
            written, told = self._run_locally(inputs)
            if not relations:
                relations.extend(written)
            return told if self.law.told else [(e.actual, e.expected) for e in written]

        truth = Truth(tell, question, coarsest(question))
        if truth.raised is not None:
            if isinstance(truth.raised, ContractError):
                raise truth.raised
            if not self.law.told:
                raise ContractError.at(
                    self.law.body,
                    f"law {self.law.name} raises {truth.raised!r} on the truth, given {question!r}.",
                    "Mend the law, or say expect(lambda: ...).raises(...).",
                ) from truth.raised
        elif not self.law.told:
            pairs = zip(relations, truth.answer, strict=True)
            own = [Expected(e.relation, left, right, e.note) for e, (left, right) in pairs]
            broken = self._broken(own, truth)
            if broken is not None:
                raise ContractError.at(
                    self.law.body,
                    f"the truth itself breaks law {self.law.name}, given {question!r}: {broken.detail}.",
                    "Mend the law or the truth.",
                )
        return truth

    def _run_locally(self, inputs: dict[str, Any]) -> tuple[list[Expected], Any]:
        if not self.sitting.contract.scratch:
            return self._run_body(self.sitting.local(), inputs)
        with tempfile.TemporaryDirectory() as folder:
            return self._run_body(LocalNamespace(self.sitting.contract.truths, scratch=Path(folder)), inputs)

    def _run_body(self, names: Any, inputs: dict[str, Any]) -> tuple[list[Expected], Any]:
        return collect(lambda: self.law.body(names, **inputs))

    def _examine(self, question: dict[str, Any], truth: Truth) -> Finding | None:
        asked = cast(question, torch.float32) if self.sitting.device == "mps" else question
        try:
            written, told = self._run_body(self.sitting.learner(self.device), asked)
        except LearnerFault as fault:
            finding = fault_finding(fault, truth.answer if self.law.told else None)
            return raising_finding(truth.raised, finding) if truth.raised is not None else finding
        except (ContractError, RoomError):
            raise
        except Exception as error:  # the same body ran on the truth, so it is an answer that cannot be used
            detail = {"message": f"{type(error).__name__}: {error}"}
            return Finding(FailureKind.UNUSABLE_REPLY, None, None, detail)
        if truth.raised is not None:
            name = type(truth.raised).__name__
            return Finding(FailureKind.DID_NOT_RAISE, None, told, {"expected": name})
        if self.law.told:
            return difference(truth, told)
        return self._broken(written, truth)

    def _broken(self, written: list[Expected], truth: Truth) -> Finding | None:
        if not written:
            raise ContractError.at(
                self.law.body, f"law {self.law.name} expects nothing.", "Say expect(...) in it."
            )
        if len(written) != len(truth.answer):
            # A law may end early after a condition that does not hold: then that is what to tell.
            failed = next((e for e in written if e.relation == "true" and not e.actual), None)
            if failed is not None:
                return _not_true(failed)
            detail = {"reason": "other count", "expected": len(truth.answer), "actual": len(written)}
            return Finding(FailureKind.LAW_BROKEN, None, None, detail)
        judge: dict[str, Callable[[Expected], Finding | None]] = {
            "equal": _not_equal,
            "true": _not_true,
            "raises": _not_raised,
        }
        for index, said in enumerate(written):
            close = said.relation == "close"
            finding = _not_close(said, index, truth) if close else judge[said.relation](said)
            if finding is not None:
                return finding
        return None


def coarsest(question: Any) -> torch.dtype:
    """Return the least precise real floating dtype among the tensors of a question; float64 when there is none."""
    dtypes = [t.dtype for t in floating_tensors(question) if not t.is_complex()]
    return max(dtypes, key=lambda d: torch.finfo(d).eps, default=torch.float64)


def _not_close(said: Expected, index: int, truth: Truth) -> Finding | None:
    wrong = kind_difference(said.expected, said.actual)
    if wrong is not None:
        return Finding(wrong.kind, said.expected, said.actual, wrong.detail, note=said.note)
    found = dict(leaves(said.actual))
    for path, right in leaves(said.expected):
        left = found[path]
        sides = [f"[{index}][0]{path}", f"[{index}][1]{path}"]
        left_number, right_number = numeric(left), numeric(right)
        if left_number is None or right_number is None:
            exact = exact_difference(right, left, path)
            if exact is not None:
                return Finding(FailureKind.LAW_BROKEN, said.expected, said.actual, exact, note=said.note)
            continue
        known = [
            side for side in sides if side in truth.exact and truth.exact[side].shape == left_number.shape
        ]
        if not known:
            detail = {"path": path, "reason": "other shape"}
            return Finding(FailureKind.LAW_BROKEN, said.expected, said.actual, detail, note=said.note)
        excess = truth.between(left_number, right_number, known)
        if excess is not None:
            detail = details(excess, path)
            return Finding(FailureKind.LAW_BROKEN, said.expected, said.actual, detail, note=said.note)
    return None


def _not_equal(said: Expected) -> Finding | None:
    wrong = kind_difference(said.expected, said.actual)
    if wrong is not None:
        return Finding(wrong.kind, said.expected, said.actual, wrong.detail, note=said.note)
    found = dict(leaves(said.actual))
    for path, right in leaves(said.expected):
        exact = exact_difference(right, found[path], path)
        if exact is not None:
            return Finding(FailureKind.LAW_BROKEN, said.expected, said.actual, exact, note=said.note)
    return None


def _not_true(said: Expected) -> Finding | None:
    return None if said.actual else Finding(FailureKind.LAW_BROKEN, True, False, {}, note=said.note)


def _not_raised(said: Expected) -> Finding | None:
    if said.actual in said.expected:
        return None
    detail = {"expected": " or ".join(said.expected), "type": said.actual}
    kind = FailureKind.RAISED_ANOTHER if said.actual else FailureKind.DID_NOT_RAISE
    if said.actual == "NotImplementedError":
        kind = FailureKind.NOT_IMPLEMENTED
    return Finding(kind, None, None, detail, note=said.note)
