"""What a law says must hold: expectations, written down while the law runs and judged afterwards."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import torch

from grader.contract.errors import ContractError
from grader.sandbox.faults import Raised
from grader.structure import Call, floating_tensors, rebuild
from grader.verdict import Title


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation as data: `relation` is "close", "equal", "true" or "raises", `note` names the value."""

    relation: str
    actual: Any
    expected: Any = None
    note: Title | None = None


_written: ContextVar[list[Expected] | None] = ContextVar("expectations", default=None)


def collect(body: Callable[[], Any]) -> tuple[list[Expected], Any]:
    """Run `body` and return the expectations that it wrote down, with what it returned."""
    expectations: list[Expected] = []
    token = _written.set(expectations)
    try:
        result = body()
    finally:
        _written.reset(token)
    return expectations, result


def _write(expectation: Expected) -> None:
    expectations = _written.get()
    if expectations is None:
        raise ContractError.at_caller("expect() was called outside a law.", "Move it into one.", 3)
    expectations.append(expectation)


class expect:  # noqa: N801 - reads as a sentence: expect(x).close_to(y)
    """``expect(value)`` begins a sentence that must hold.

    Args:
        actual: the value.
        note: names the value in reports, or says what must be true.
        zh: the note in Chinese; without it `note` is code, such as ``"softmax(x + c)"``, and the same in both
            languages.
    """

    __slots__ = ("_actual", "_note")

    def __init__(self, actual: Any, note: str = "", *, zh: str = "") -> None:
        if zh and not note:
            raise ContractError.at_caller(
                f"the note zh={zh!r} of expect() has no English.",
                f'Write both: expect(value, "...", zh={zh!r}).',
            )
        self._actual = actual
        self._note = Title(en=note, zh=zh or note) if note else None

    def close_to(self, expected: Any) -> None:
        """Within the allowed error that the truth's own sensitivity gives; dtypes and shapes must agree."""
        _write(Expected("close", self._actual, expected, self._note))

    def equal_to(self, expected: Any) -> None:
        """The same, bit for bit: values, types, shapes and dtypes; NaN equals NaN."""
        _write(Expected("equal", self._actual, expected, self._note))

    def is_true(self) -> None:
        """A plain condition. Say what it means in `note`."""
        _write(Expected("true", bool(self._actual), True, self._note))

    def raises(self, *kinds: type[Exception]) -> None:
        """Calling the value (a function without arguments) raises one of `kinds`."""
        names = tuple(kind.__name__ for kind in kinds)
        _write(Expected("raises", _outcome(self._actual, kinds), names, self._note))


def _outcome(action: Callable[[], Any], kinds: tuple[type[Exception], ...]) -> str:
    try:
        action()
    except Raised as fault:
        if fault.reached_banned:  # whichever exception is expected, this is not the one
            raise
        caught = next((kind.__name__ for kind in kinds if fault.is_a(kind.__name__)), None)
        return caught or fault.type_name
    except kinds as error:
        return next(kind.__name__ for kind in kinds if isinstance(error, kind))
    return ""


def vjp(function: Any, question: Call, *cotangents: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return the vector-Jacobian product of ``function(*args, **kwargs)`` for every floating argument.

    Works for a function of the learner and for a local one. An argument that the result does not depend on
    has a gradient of zeros. There is one cotangent for each floating tensor of the result.
    """
    arguments = floating_tensors(question)
    ask = getattr(function, "ask", None)
    if ask is not None:
        from grader.sandbox import Ask

        reply = ask(*question.args, options=Ask(cotangents=list(cotangents)), **question.kwargs)
        found = reply.gradients
        if found is None:
            found = (None,) * len(arguments)
    else:
        found = local_vjp(function, question, cotangents)
    return tuple(torch.zeros_like(a) if g is None else g for a, g in zip(arguments, found, strict=True))


def local_vjp(
    function: Callable[..., Any], question: Call, cotangents: tuple[torch.Tensor, ...]
) -> tuple[torch.Tensor | None, ...]:
    """Return the gradients that autograd gives for a local function, None where there is no path."""
    leaf_of: dict[int, torch.Tensor] = {}
    for tensor in floating_tensors(question):
        leaf_of[id(tensor)] = tensor.detach().clone().requires_grad_()
    ready = rebuild(question, lambda leaf: leaf_of.get(id(leaf), leaf))
    result = function(*ready.args, **ready.kwargs)
    outputs = floating_tensors(result)
    if len(outputs) != len(cotangents):
        raise ValueError(f"{len(outputs)} floating results but {len(cotangents)} cotangents")
    pairs = [(o, c) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
    if not pairs:
        return (None,) * len(leaf_of)
    # Scalars, because autograd.grad with cotangents imports sympy at its first call, 0.5 s.
    products = [o * c.to(o.dtype).conj() for o, c in pairs]
    scalars = [(p.real if p.is_complex() else p).sum() for p in products]
    return torch.autograd.grad(scalars, list(leaf_of.values()), allow_unused=True)
