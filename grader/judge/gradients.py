"""Questions about gradients: a random cotangent, and the learner's vector-Jacobian product against the truth's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from grader.contract.expectations import local_vjp
from grader.judge.asking import Request, Sitting, put, time_limit
from grader.judge.compare import Finding, value_difference
from grader.oracle import Truth, fingerprint, own_copy
from grader.structure import Call, cast, floating_tensors, rebuild
from grader.verdict import FailureKind

NOISE = 0.01

Prepared = tuple[Call, tuple[torch.Tensor, ...], Truth]


def gradient_question(
    function: Callable[..., Any], question: Call, dtype: torch.dtype, *, away_from_ties: bool
) -> Prepared | None:
    """Return the question, its cotangents and the true vector-Jacobian product, or None where there is none."""
    if away_from_ties:
        question = nudged(question, NOISE)
    question = cast(question, dtype)
    ready = own_copy(question)
    try:
        outputs = floating_tensors(function(*ready.args, **ready.kwargs))
    except Exception:  # a question that the truth rejects has no gradient
        return None
    if not outputs or not floating_tensors(question):
        return None
    generator = torch.Generator().manual_seed(fingerprint(question))
    cotangents = tuple(
        torch.randn(o.shape, generator=generator, dtype=torch.float64).to(o.dtype) for o in outputs
    )

    def pull_back(asked: tuple[Call, tuple[torch.Tensor, ...]]) -> tuple[torch.Tensor, ...]:
        arguments = floating_tensors(asked[0])
        found = local_vjp(function, asked[0], asked[1])
        return tuple(torch.zeros_like(a) if g is None else g for a, g in zip(arguments, found, strict=True))

    truth = Truth(pull_back, (question, cotangents), dtype)
    return None if truth.raised is not None else (question, cotangents, truth)


def gradient_finding(sitting: Sitting, request: Request, truth: Truth) -> Finding | None:
    """Ask for the learner's vector-Jacobian product and judge it; unused arguments count as zeros."""
    reply = put(sitting, request, time_limit(truth.seconds))
    if isinstance(reply, Finding):
        return Finding(reply.kind, truth.answer, None, reply.detail, reply.fault)
    if reply.gradients is None:
        return Finding(FailureKind.NO_GRADIENT, truth.answer, None)
    actual = tuple(
        torch.zeros_like(e) if g is None else g for e, g in zip(truth.answer, reply.gradients, strict=True)
    )
    for e, a in zip(truth.answer, actual, strict=True):
        if e.shape != a.shape:
            detail = {"expected": list(e.shape), "actual": list(a.shape)}
            return Finding(FailureKind.WRONG_GRADIENT, truth.answer, actual, detail)
    wrong = value_difference(truth, actual)
    if wrong is None:
        return None
    return Finding(FailureKind.WRONG_GRADIENT, truth.answer, actual, wrong.detail)


def nudged(question: Call, step: float) -> Call:
    """Return the question with a little noise on every number of its floating tensors, from its own fingerprint.

    The noise is at most half of `step`, relative to numbers above one and absolute below.
    """
    generator = torch.Generator().manual_seed(fingerprint(question))

    def one(leaf: Any) -> Any:
        if isinstance(leaf, torch.Tensor) and leaf.is_floating_point():
            noise = torch.rand(leaf.shape, generator=generator, dtype=torch.float64) - 0.5
            return leaf + (noise * step * leaf.abs().clamp(min=1)).to(leaf.dtype)
        return leaf

    moved: Call = rebuild(question, one)
    return moved
