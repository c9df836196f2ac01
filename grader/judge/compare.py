"""In which way an answer differs from the truth, looked for in the order type, shape, dtype, device, value."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.oracle import Excess, Truth, numeric
from grader.sandbox.learner import type_name
from grader.structure import is_namedtuple, leaves
from grader.verdict import FailureKind, Title


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was wrong about one answer, with the values that a report shows."""

    kind: FailureKind
    expected: Any = None
    actual: Any = None
    detail: dict[str, Any] = field(default_factory=dict)
    fault: Exception | None = None
    note: Title | None = None

    def with_detail(self, **more: Any) -> Finding:
        """Return the finding with more details."""
        return replace(self, detail={**self.detail, **more})


def difference(
    truth: Truth, actual: Any, *, devices: tuple[str, ...] = (), device: str = "cpu"
) -> Finding | None:
    """Return the first way in which `actual` differs from the truth's answer, or None.

    Args:
        truth: the reference's answer and its allowed error.
        actual: the learner's answer, decoded.
        devices: the device of each tensor of the answer in order, as the sandbox reported them.
        device: where the answer has to be.
    """
    return (
        kind_difference(truth.answer, actual)
        or _device_difference(truth.answer, actual, devices, device)
        or value_difference(truth, actual)
    )


def kind_difference(expected: Any, actual: Any) -> Finding | None:
    """Return the first difference of types, shapes or dtypes, in this order over the whole answer."""
    wrong = _type_difference(expected, actual, "")
    if wrong is not None:
        path, detail = wrong
        return Finding(FailureKind.WRONG_TYPE, expected, actual, {"path": path, **detail})
    found = dict(leaves(actual))
    pairs = [(p, e, found[p]) for p, e in leaves(expected) if isinstance(e, Tensor | np.ndarray)]
    for path, e, a in pairs:
        if tuple(e.shape) != tuple(a.shape):
            detail = {"path": path, "expected": list(e.shape), "actual": list(a.shape)}
            return Finding(FailureKind.WRONG_SHAPE, expected, actual, detail)
    for path, e, a in pairs:
        if e.dtype != a.dtype:
            detail = {"path": path, "expected": str(e.dtype), "actual": str(a.dtype)}
            return Finding(FailureKind.WRONG_DTYPE, expected, actual, detail)
    return None


def _device_difference(expected: Any, actual: Any, devices: tuple[str, ...], device: str) -> Finding | None:
    for found in devices:
        if found.split(":")[0] != device.split(":")[0]:
            detail = {"expected": device, "actual": found}
            return Finding(FailureKind.WRONG_DEVICE, expected, actual, detail)
    return None


def value_difference(truth: Truth, actual: Any) -> Finding | None:
    """Return the first leaf whose value is outside the allowed error (or, for exact leaves, not equal)."""
    found = dict(leaves(actual))
    for path, e in leaves(truth.answer):
        a = found[path]
        if path in truth.exact:
            number = numeric(a)
            if number is None:  # an int where the truth has a float: 0 for 0.0 is no mistake
                number = torch.tensor(float(a), dtype=torch.float64)
            excess = truth.excess(path, number)
            if excess is not None:
                detail = details(excess, path)
                return Finding(FailureKind.WRONG_VALUE, truth.answer, actual, detail)
        elif (wrong := exact_difference(e, a, path)) is not None:
            return Finding(FailureKind.WRONG_VALUE, truth.answer, actual, wrong)
    return None


def exact_difference(expected: Any, actual: Any, path: str = "") -> dict[str, Any] | None:
    """Return the details of how two leaves of one type differ, or None when they are the same."""
    if isinstance(expected, np.ndarray):
        expected, actual = _native(expected), _native(actual)
    if not isinstance(expected, Tensor):
        same = expected == actual or (expected != expected and actual != actual)
        return None if same else {"path": path}
    equal = (expected == actual) | ((expected != expected) & (actual != actual))
    if bool(equal.all()):
        return None
    index = [int(i) for i in (~equal).nonzero()[0]]
    return {
        "path": path,
        "index": index,
        "differing": int((~equal).sum()),
        "total": equal.numel(),
        "wrong": (~equal).tolist() if equal.numel() <= 64 else None,
    }


def _native(array: np.ndarray[Any, Any]) -> Tensor:
    """Return a copy of an array, whatever its byte order, as a tensor."""
    return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("=")))


def details(excess: Excess, path: str) -> dict[str, Any]:
    """Return an `Excess` as plain numbers for a report."""
    return {
        "path": path,
        "index": list(excess.index),
        "expected": excess.expected,
        "actual": excess.actual,
        "difference": excess.difference,
        "allowed": excess.allowed,
        "differing": excess.differing,
        "total": excess.total,
        "wrong": excess.wrong.tolist() if excess.total <= 64 else None,
    }


def _type_difference(expected: Any, actual: Any, path: str) -> tuple[str, dict[str, Any]] | None:
    """Compare kinds of values and the nesting of containers; tensors by kind alone."""

    def wrong() -> tuple[str, dict[str, Any]]:
        return path, {"expected": type_name(expected), "actual": type_name(actual)}

    if isinstance(expected, Tensor):
        return None if isinstance(actual, Tensor) else wrong()
    if isinstance(expected, np.ndarray):
        return None if isinstance(actual, np.ndarray) else wrong()
    if isinstance(expected, float):
        number = isinstance(actual, float | np.floating) or type(actual) is int
        return None if number else wrong()
    if is_namedtuple(expected):
        if (
            not is_namedtuple(actual)
            or type_name(expected) != type_name(actual)
            or (expected._fields != actual._fields)
        ):
            return wrong()
        parts = zip(expected._fields, expected, actual, strict=True)
        return _first(_type_difference(e, a, f"{path}.{f}") for f, e, a in parts)
    if isinstance(expected, dict):
        if not isinstance(actual, dict) or isinstance(actual, OrderedDict) != isinstance(
            expected, OrderedDict
        ):
            return wrong()
        if expected.keys() != actual.keys():
            return path, {"of": "keys", "expected": repr(list(expected)), "actual": repr(list(actual))}
        return _first(_type_difference(expected[k], actual[k], f"{path}[{k!r}]") for k in expected)
    if isinstance(expected, tuple | list):
        if type(actual) is not (list if isinstance(expected, list) else tuple):
            return wrong()
        if len(expected) != len(actual):
            return path, {"of": "items", "expected": len(expected), "actual": len(actual)}
        pairs = enumerate(zip(expected, actual, strict=True))
        return _first(_type_difference(e, a, f"{path}[{i}]") for i, (e, a) in pairs)
    return None if type(expected) is type(actual) else wrong()


def _first(found: Any) -> tuple[str, dict[str, Any]] | None:
    return next((f for f in found if f is not None), None)
