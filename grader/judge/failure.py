"""A finding as the plain, printed counterexample of a verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch

from grader.judge.compare import Finding
from grader.oracle import fingerprint
from grader.packs import Exercise
from grader.questions import NotDataError, to_data
from grader.report.show import show, show_call
from grader.sandbox import Handle
from grader.sandbox.learner import type_name
from grader.structure import Call, leaves, rebuild
from grader.verdict import Failure, FailureKind


@dataclass(frozen=True, slots=True)
class Remote:
    """Stands for an object of the learner's in a printed value."""

    name: str

    def __repr__(self) -> str:
        return f"<{self.name}>"


#: Kinds whose answer is an exception or a fault: there is no value to show.
WITHOUT_ANSWER = frozenset(
    {
        FailureKind.NOT_DEFINED,
        FailureKind.NOT_IMPLEMENTED,
        FailureKind.DOES_NOT_LOAD,
        FailureKind.RAISED,
        FailureKind.RAISED_ANOTHER,
        FailureKind.TIMED_OUT,
        FailureKind.KILLED,
        FailureKind.REPLY_TOO_LARGE,
        FailureKind.PRINTED_TOO_MUCH,
        FailureKind.UNUSABLE_REPLY,
        FailureKind.NO_GRADIENT,
        FailureKind.BANNED_OPERATOR,
    }
)


def make_failure(exercise: Exercise, name: str, finding: Finding, question: Call, raw: Any = None) -> Failure:
    """Print a finding: the call as code, what was expected, what came, and how big the question is.

    `raw` is the question as its channel asks it, kept as data so that it can be asked again.
    """
    detail = {key: value for key, value in finding.detail.items() if key not in ("expected", "actual")}
    for key in ("expected", "actual"):
        if key in finding.detail:
            detail[key] = plain(finding.detail[key])
    if finding.note:
        detail["note"] = asdict(finding.note)
    answered = finding.kind not in WITHOUT_ANSWER
    expected_known = finding.expected is not None or (
        answered
        and finding.kind is not FailureKind.DID_NOT_RAISE
        and finding.kind is not FailureKind.LAW_BROKEN
    )
    fault = finding.fault
    tensors = [leaf.numel() for _, leaf in leaves(question) if isinstance(leaf, torch.Tensor)]
    return Failure(
        kind=finding.kind,
        case=f"{exercise.number}-{fingerprint(question) & 0xFFFF:04x}",
        call=show_call(name, question.args, question.kwargs) if question.args or question.kwargs else "",
        expected=show(finding.expected) if expected_known else None,
        actual=show(described(finding.actual)) if answered and finding.actual is not None else None,
        detail=detail,
        elements=max(tensors, default=0),
        traceback=getattr(fault, "traceback", None) or None,
        printed=getattr(fault, "printed", None) or None,
        question=_kept(raw),
    )


def _kept(raw: Any) -> Any:
    try:
        return to_data(raw)
    except NotDataError:  # a model, say: such a question is found again by its seed alone
        return None


def plain(value: Any) -> Any:
    """Return a detail as a number, a string or a list; complex numbers as text."""
    return str(value) if isinstance(value, complex) else value


def described(value: Any) -> Any:
    """Replace what stayed in the sandbox by words: the judge never formats a learner's object."""
    return rebuild(value, lambda leaf: Remote(type_name(leaf)) if isinstance(leaf, Handle) else leaf)
