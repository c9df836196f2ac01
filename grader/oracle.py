"""The truth in float64 and the allowed error: the one rule, and the only numeric constants, that answers are judged by.

The rule, elementwise, with eps and tiny of the tested dtype and every input already rounded to it:

    kappa = max over sign patterns s of | f64(x * (1 + eps * s)) - f64(x) |
    bound = 8 * (eps * (|y64| + max|y64| + max|x|) + kappa) + tiny

An answer may be as far off as the true answer would move if every input were rounded eight more times, plus
eight roundings at the scale of the data.
"""

from __future__ import annotations

import math
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.structure import cast, containers, floating_tensors, leaves, rebuild

# Honest code needed at most 1.8 of it and wrong code in float64 at least 101, over 9 operators and 4 dtypes.
ALLOWED_ROUNDINGS = 8
SIGN_PATTERNS = 8
# Random signs can cancel and leave kappa at 0 when there are few elements, so each is moved alone too.
MOVED_ALONE_UP_TO = 8

Evaluate = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Excess:
    """By how much an answer is too far off: the worst element and the count of wrong ones."""

    index: tuple[int, ...]
    expected: float
    actual: float
    difference: float
    allowed: float
    differing: int
    total: int
    wrong: Tensor = field(repr=False)


def alike(a: Tensor, b: Tensor) -> bool:
    """Whether two answers are one and the same up to rounding, half of the digits of their dtype being enough.

    This decides what a learner is told about a wrong answer, never whether it is wrong.
    """
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if not (a.is_floating_point() or a.is_complex()):
        return torch.equal(a, b)
    special = ~(torch.isfinite(a) & torch.isfinite(b))
    same = (a == b) | (a.isnan() & b.isnan())
    scale = max(_largest([a]), _largest([b]))
    near = (a - b).abs().double() <= math.sqrt(torch.finfo(a.dtype).eps) * scale
    return bool(torch.where(special, same, near | same).all())


def fingerprint(value: Any) -> int:
    """Return a number that depends on a nested value alone, its contents and its containers; the same in every run."""
    crc = zlib.crc32(repr(list(containers(value))).encode())
    for path, leaf in leaves(value):
        crc = zlib.crc32(path.encode(), crc)
        if isinstance(leaf, Tensor):
            crc = zlib.crc32(repr((leaf.dtype, tuple(leaf.shape))).encode(), crc)
            # A single element may have any stride and still count as contiguous; a copy has stride 1.
            flat = leaf.detach().reshape(-1).clone(memory_format=torch.contiguous_format)
            crc = zlib.crc32(flat.view(torch.uint8).numpy().tobytes(), crc)
        elif isinstance(leaf, np.ndarray):
            crc = zlib.crc32(repr((leaf.dtype, leaf.shape)).encode() + leaf.tobytes(), crc)
        elif isinstance(leaf, torch.Generator):
            crc = zlib.crc32(leaf.get_state().numpy().tobytes(), crc)
        else:
            crc = zlib.crc32(repr(leaf).encode(errors="backslashreplace"), crc)
    return crc


def own_copy(value: Any) -> Any:
    """Return a nested value whose tensors, arrays and generators are copies that may be changed freely."""

    def one(leaf: Any) -> Any:
        if isinstance(leaf, Tensor):
            return leaf.detach().clone().requires_grad_(leaf.requires_grad)
        if isinstance(leaf, np.ndarray):
            return leaf.copy(order="K")
        if isinstance(leaf, torch.Generator):
            twin = torch.Generator()
            twin.set_state(leaf.get_state())
            return twin
        return leaf

    return rebuild(value, one)


def numeric(leaf: Any) -> Tensor | None:
    """Return a floating leaf (tensor, array or number) as a tensor, or None for any other leaf."""
    if isinstance(leaf, Tensor):
        return leaf.detach() if leaf.is_floating_point() or leaf.is_complex() else None
    if isinstance(leaf, np.ndarray | np.generic) and leaf.dtype.kind in "fc":
        native = np.array(leaf, dtype=leaf.dtype.newbyteorder("="), copy=True)
        return torch.from_numpy(native)
    if type(leaf) in (float, complex) or isinstance(leaf, float):
        return torch.tensor(leaf, dtype=torch.complex128 if type(leaf) is complex else torch.float64)
    return None


class Truth:
    """What a reference answers to one question in one dtype, and how far off an answer may be.

    Args:
        evaluate: the reference, from inputs to a nested answer; it gets copies and may change them.
        inputs: the question, with floating tensors in any dtype.
        dtype: the dtype under test; inputs are rounded to it first.

    Attributes:
        answer: the reference's answer in `dtype`, which says what shapes, dtypes and types are expected.
        raised: the exception that the reference raised instead, or None.
        exact: path -> the float64 value of every floating leaf of the answer.
        seconds: how long the reference took in float64.
    """

    def __init__(self, evaluate: Evaluate, inputs: Any, dtype: torch.dtype = torch.float64) -> None:
        self.dtype = dtype
        self.raised: Exception | None = None
        self.answer: Any = None
        self.exact: dict[str, Tensor] = {}
        self._dtypes: dict[str, torch.dtype] = {}
        self._sizes: dict[str, float] = {}
        self._evaluate = evaluate
        rounded = cast(inputs, dtype)
        self._inputs64 = cast(rounded, torch.float64)
        self._kappa: dict[str, Tensor] | None = None
        started = time.perf_counter()
        try:
            answer64 = evaluate(own_copy(self._inputs64))
        except Exception as error:
            self.raised = error
            return
        finally:
            self.seconds = time.perf_counter() - started
        self.exact = _numbers(answer64)
        self.answer = answer64
        if dtype is not torch.float64 and floating_tensors(inputs):
            self.answer = self._answer_in(dtype, rounded, answer64)
        self._dtypes = {
            path: number.dtype for path, leaf in leaves(self.answer) if (number := numeric(leaf)) is not None
        }
        self.scale = _largest([numeric(leaf) for _, leaf in leaves(self._inputs64)])

    def _answer_in(self, dtype: torch.dtype, rounded: Any, answer64: Any) -> Any:
        try:
            return self._evaluate(own_copy(rounded))
        except (
            Exception
        ):  # an operator that the CPU lacks in half precision: the dtype is the one of the inputs
            return cast(answer64, dtype)

    def _dtype_of(self, path: str) -> torch.dtype:
        # A plain number that was computed from float32 tensors is no better than they are.
        return _coarser(self.dtype, self._dtypes.get(path, self.dtype))

    def excess(self, path: str, actual: Tensor) -> Excess | None:
        """Judge one floating leaf of an answer; None when it is within the allowed error."""
        return self._exceeds(actual, self.exact[path], [path], self._dtype_of(path))

    def between(self, left: Tensor, right: Tensor, paths: list[str]) -> Excess | None:
        """Judge two answers that a law calls equal: each may be off by the allowed error of its own true value.

        Args:
            left: one side, as the learner's code gave it.
            right: the other side.
            paths: where the true values of the two sides stand in the truth's answer.
        """
        dtype = max((self._dtype_of(path) for path in paths), key=lambda d: torch.finfo(d).eps)
        return self._exceeds(left, right, paths, dtype)

    def _exceeds(
        self, actual: Tensor, expected: Tensor, paths: list[str], dtype: torch.dtype
    ) -> Excess | None:
        eps = float(torch.finfo(dtype).eps)
        actual = actual.detach().to("cpu")
        wide = torch.complex128 if actual.is_complex() or expected.is_complex() else torch.float64
        actual, expected = actual.to(wide), expected.to(wide)
        if self._plainly_right(actual, expected, paths, eps):
            return None
        rounded = expected if wide is torch.complex128 else expected.to(dtype).to(wide)
        special = ~torch.isfinite(rounded)
        agrees = torch.where(
            special, (actual == rounded) | (actual.isnan() & rounded.isnan()), torch.isfinite(actual)
        )
        difference = torch.where(special, torch.zeros_like(actual), actual - expected).abs()
        tiny = float(torch.finfo(dtype).tiny)
        allowed = self._allowed(expected, paths, eps, tiny, with_kappa=False)
        wrong = ~agrees | ~(special | (difference <= allowed))
        if not bool(wrong.any()):
            return None
        # kappa only ever widens the bound, so it is computed for the few answers that are not plainly right.
        allowed = self._allowed(expected, paths, eps, tiny, with_kappa=True)
        wrong = ~agrees | ~(special | (difference <= allowed))
        if not bool(wrong.any()):
            return None
        return _worst(actual, expected, difference, allowed, wrong)

    def _plainly_right(self, actual: Tensor, expected: Tensor, paths: list[str], eps: float) -> bool:
        """Whether every element is finite and inside the part of the bound that is the same for all elements."""
        if not actual.numel():
            return True
        alike_for_all = ALLOWED_ROUNDINGS * eps * (self._size_at(paths[0]) + self.scale)
        return bool((actual - expected).abs().max() <= alike_for_all)

    def _size_at(self, path: str) -> float:
        if path not in self._sizes:
            self._sizes[path] = _largest([self.exact[path]])
        return self._sizes[path]

    def _allowed(
        self, expected: Tensor, paths: list[str], eps: float, tiny: float, *, with_kappa: bool
    ) -> Tensor:
        total = torch.full(expected.shape, tiny, dtype=torch.float64)
        for path in paths:
            y64 = self.exact[path]
            spread = eps * (_finite(y64) + self._size_at(path) + self.scale)
            if with_kappa:
                spread = spread + self.kappa()[path]
            total = total + ALLOWED_ROUNDINGS * spread
        return total

    def componentwise(self, path: str, actual: Tensor) -> Excess | None:
        """Judge tiny outputs by themselves: ``|y - y64| <= 8 * eps * |y64| + kappa``, without the scale of the data."""
        exact, dtype = self.exact[path], self._dtype_of(path)
        actual = actual.detach().to("cpu").double()
        finfo = torch.finfo(dtype)
        allowed = ALLOWED_ROUNDINGS * finfo.eps * _finite(exact) + self.kappa()[path] + finfo.tiny
        special = ~torch.isfinite(exact.to(dtype))
        difference = torch.where(special, torch.zeros_like(actual), actual - exact).abs()
        agrees = (actual == exact.to(dtype)) | (actual.isnan() & exact.isnan())
        wrong = torch.where(special, ~agrees, ~(difference <= allowed))
        return _worst(actual, exact, difference, allowed, wrong) if bool(wrong.any()) else None

    def kappa(self) -> dict[str, Tensor]:
        """Path -> how far each element of the true answer moves when every input is rounded once more."""
        if self._kappa is None:
            eps = float(torch.finfo(self.dtype).eps)
            moved = {path: torch.zeros(y.shape, dtype=torch.float64) for path, y in self.exact.items()}
            for inputs in _neighbours(self._inputs64, eps):
                try:
                    answer = _numbers(self._evaluate(own_copy(inputs)))
                except Exception:  # a neighbour outside the domain says nothing about the answer here
                    continue
                for path, y in self.exact.items():
                    other = answer.get(path)
                    if other is not None and other.shape == y.shape:
                        step = (other - y).abs().nan_to_num(nan=0.0, posinf=0.0)
                        moved[path] = torch.maximum(moved[path], step)
            self._kappa = moved
        return self._kappa


def _neighbours(inputs: Any, eps: float) -> list[Any]:
    """Return the inputs with every floating number rounded once more, in several sign patterns."""
    sizes = [n.numel() for _, leaf in leaves(inputs) if (n := numeric(leaf)) is not None]
    total = sum(sizes)
    if total == 0:
        return []
    generator = torch.Generator().manual_seed(fingerprint(inputs))
    signs = torch.randint(0, 2, (SIGN_PATTERNS, total), generator=generator).double() * 2 - 1
    if total <= MOVED_ALONE_UP_TO:
        signs = torch.cat([signs, torch.eye(total, dtype=torch.float64)])
    return [_moved(inputs, 1 + eps * pattern) for pattern in signs]


def _moved(inputs: Any, factors: Tensor) -> Any:
    position = 0

    def one(leaf: Any) -> Any:
        nonlocal position
        number = numeric(leaf)
        if number is None:
            return leaf
        factor = factors[position : position + number.numel()].reshape(number.shape)
        position += number.numel()
        if isinstance(leaf, Tensor):
            return (number * factor).requires_grad_(leaf.requires_grad)
        if isinstance(leaf, np.ndarray | np.generic):
            return (number * factor).numpy().astype(leaf.dtype)
        return type(leaf)((number * factor).item()) if type(leaf) is complex else float(number * factor)

    return rebuild(inputs, one)


def _numbers(answer: Any) -> dict[str, Tensor]:
    numbers: dict[str, Tensor] = {}
    for path, leaf in leaves(answer):
        number = numeric(leaf)
        if number is not None:
            numbers[path] = number.to(torch.complex128 if number.is_complex() else torch.float64)
    return numbers


def _finite(y: Tensor) -> Tensor:
    return y.abs().nan_to_num(nan=0.0, posinf=0.0, neginf=0.0).double()


def _largest(values: list[Tensor | None]) -> float:
    return max((float(_finite(v).max()) for v in values if v is not None and v.numel()), default=0.0)


def _coarser(a: torch.dtype, b: torch.dtype) -> torch.dtype:
    return a if torch.finfo(a).eps >= torch.finfo(b).eps else b


def _worst(actual: Tensor, expected: Tensor, difference: Tensor, allowed: Tensor, wrong: Tensor) -> Excess:
    ratio = torch.where(wrong, (difference / allowed).nan_to_num(nan=math.inf), torch.zeros_like(difference))
    ratio = torch.where(wrong & ~(ratio > 0), torch.full_like(ratio, math.inf), ratio)
    flat = int(ratio.reshape(-1).argmax())
    index = tuple(int(i) for i in np.unravel_index(flat, tuple(wrong.shape))) if wrong.dim() else ()
    return Excess(
        index=index,
        expected=expected.reshape(-1)[flat].item(),
        actual=actual.reshape(-1)[flat].item(),
        difference=float(difference.reshape(-1)[flat]),
        allowed=float(allowed.reshape(-1)[flat]),
        differing=int(wrong.sum()),
        total=wrong.numel(),
        wrong=wrong,
    )
