"""Prints values as code that can be pasted, with every digit that matters, and cuts what is too long."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from grader.report.cleaning import clean
from grader.sandbox.room.build import Expression
from grader.structure import Call

LIMIT = 600
# Fewer letters than this say nothing, so that the last item of a long list is still given that many.
SHORTEST = 40
# Beyond this many elements a tensor is cut without trying to print it whole first.
MOST_ELEMENTS = 400
DEEPEST = 60

# What `torch.tensor` makes of plain numbers by itself, so that the dtype need not be said.
_DEFAULT_DTYPES = frozenset({torch.float32, torch.int64, torch.bool, torch.complex64})
_DEFAULT_NUMPY_DTYPES = frozenset({"float64", "int64", "bool", "complex128"})


def show(value: Any, limit: int = LIMIT, *, layout: bool = False) -> str:
    """Return `value` as Python code of at most about `limit` letters.

    The names `tensor`, `Parameter`, `array`, `nan` and `inf` stand bare. What was cut is marked with `...`,
    and a cut tensor says its shape. With `layout`, a tensor also says how it lies in memory, as in `.T`.
    """
    return _Printer(layout).show(value, limit, 0)


def show_call(name: str, args: Sequence[Any], kwargs: Mapping[str, Any], limit: int = 2 * LIMIT) -> str:
    """Return the call of `name` with these arguments as code, layouts included: many a bug needs them."""
    printer = _Printer(layout=True)
    share = max(SHORTEST, limit // max(1, len(args) + len(kwargs)))
    arguments = [printer.show(value, share, 1) for value in args]
    arguments += [f"{key}={printer.show(value, share, 1)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(arguments)})"


class _Printer:
    """One printing; it remembers which containers it is inside of, because lists may hold themselves."""

    def __init__(self, layout: bool) -> None:
        self.layout = layout
        self.inside: set[int] = set()

    def show(self, value: Any, limit: int, depth: int) -> str:
        limit = max(limit, SHORTEST)
        if isinstance(value, torch.Tensor):
            return _tensor(value, limit, self.layout)
        if isinstance(value, np.ndarray):
            return _array(value, limit)
        if isinstance(value, torch.Size):
            return f"torch.Size({list(value)})"
        if isinstance(value, dict | list | tuple | set | frozenset | Call):
            if id(value) in self.inside or depth > DEEPEST:
                return "..."
            self.inside.add(id(value))
            try:
                return self._container(value, limit, depth + 1)
            finally:
                self.inside.discard(id(value))
        return _plain(value, limit)

    def _container(self, value: Any, limit: int, depth: int) -> str:
        if isinstance(value, Call):
            arguments = [*(("", argument) for argument in value.args), *value.kwargs.items()]
            return f"call({self._join(arguments, limit, depth, self._argument)})"
        if isinstance(value, dict):
            items = self._join(value.items(), limit, depth, self._pair)
            return f"OrderedDict({{{items}}})" if isinstance(value, OrderedDict) else f"{{{items}}}"
        if isinstance(value, list):
            return f"[{self._join(value, limit, depth, self.show)}]"
        if isinstance(value, set | frozenset):
            if not value:
                return f"{type(value).__name__}()"
            items = self._join(sorted(value, key=repr), limit, depth, self.show)
            return f"{{{items}}}" if isinstance(value, set) else f"frozenset({{{items}}})"
        if hasattr(value, "_fields"):
            pairs = zip(value._fields, value, strict=True)
            return f"{type(value).__name__}({self._join(pairs, limit, depth, self._field)})"
        items = self._join(value, limit, depth, self.show)
        return f"({items},)" if len(value) == 1 else f"({items})"

    def _argument(self, named: tuple[str, Any], limit: int, depth: int) -> str:
        name, value = named
        return f"{name}={self.show(value, limit, depth)}" if name else self.show(value, limit, depth)

    def _pair(self, pair: tuple[Any, Any], limit: int, depth: int) -> str:
        return f"{self.show(pair[0], limit, depth)}: {self.show(pair[1], limit, depth)}"

    def _field(self, pair: tuple[str, Any], limit: int, depth: int) -> str:
        return f"{pair[0]}={self.show(pair[1], limit, depth)}"

    def _join(
        self, items: Iterable[Any], limit: int, depth: int, show: Callable[[Any, int, int], str]
    ) -> str:
        shown: list[str] = []
        left = limit
        for item in items:
            if left <= 0:
                shown.append("...")
                break
            shown.append(show(item, left, depth))
            left -= len(shown[-1]) + 2
        return ", ".join(shown)


def _plain(value: Any, limit: int) -> str:
    if isinstance(value, float) and not isinstance(value, np.generic):
        return repr(value) if np.isfinite(value) else f'float("{value}")'
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({_element(value)})" if value.dtype.kind in "biufc" else repr(value)
    if isinstance(value, torch.device):
        return f'torch.device("{value}")'
    if isinstance(value, np.dtype):
        return f'np.dtype("{value}")'
    if isinstance(value, Expression):
        names = ["x"] if value.arity < 2 else [f"{'abc'[i % 3]}{i // 3 or ''}" for i in range(value.arity)]
        return f"lambda {', '.join(names)}: {value.text(names, limit)}"
    if isinstance(value, torch.Generator):
        return f"torch.Generator().manual_seed({value.initial_seed()})"
    if isinstance(value, type) or (callable(value) and hasattr(value, "__name__")):
        return clean(str(value.__name__))
    return _cut(clean(repr(value)), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


# --- tensors ------------------------------------------------------------------------------------------


def _tensor(tensor: torch.Tensor, limit: int, layout: bool) -> str:
    if tensor.layout is not torch.strided or tensor.is_quantized or tensor.device.type == "meta":
        return _cut(clean(repr(tensor)), limit)
    kind = "Parameter" if isinstance(tensor, torch.nn.Parameter) else ""
    options = [] if tensor.dtype in _DEFAULT_DTYPES else [f"dtype={tensor.dtype}"]
    if tensor.device.type != "cpu":
        options.append(f'device="{tensor.device}"')
    if tensor.requires_grad and not kind:
        options.append("requires_grad=True")
    with torch.no_grad():
        # From a device the values come contiguous: how they lie there is not what is shown.
        plain = tensor.detach().cpu().resolve_conj().resolve_neg()
        text = (_with_layout if layout else _values)(plain, options, limit)
    return f"Parameter({text})" if kind else text


def _with_layout(tensor: torch.Tensor, options: list[str], limit: int) -> str:
    """Print a tensor together with how it lies in memory, because layout bugs do not show without it."""
    if tensor.is_contiguous() and tensor.storage_offset() == 0:
        return _values(tensor, options, limit)
    if 0 in tensor.stride() and tensor.numel():
        base = tensor
        for axis, (size, stride) in enumerate(zip(tensor.shape, tensor.stride(), strict=True)):
            if stride == 0 and size > 1:
                base = base.narrow(axis, 0, 1)
        if base.is_contiguous() and base.storage_offset() == 0:
            return f"{_values(base, options, limit)}.expand({', '.join(map(str, tensor.shape))})"
    strides = tensor.stride()
    order = sorted(range(tensor.dim()), key=lambda axis: -strides[axis])
    base = tensor.permute(order)
    if base.is_contiguous() and base.storage_offset() == 0:
        back = [order.index(axis) for axis in range(tensor.dim())]
        text = _values(base, options, limit)
        return f"{text}.T" if tensor.dim() == 2 else f"{text}.permute({', '.join(map(str, back))})"
    reach = tensor.storage_offset() + 1
    reach += sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    base = tensor.as_strided((max(reach, 0),), (1,), 0)
    placed = f"{tuple(tensor.shape)}, {tensor.stride()}, {tensor.storage_offset()}"
    return f"{_values(base, options, limit)}.as_strided({placed})"


def _values(tensor: torch.Tensor, options: list[str], limit: int) -> str:
    if tensor.numel() == 0:
        if tensor.dim() == 1 and tensor.dtype is torch.float32:
            return f"tensor({', '.join(['[]', *options])})"
        sizes = ", ".join(map(str, tensor.shape))
        dtype = [] if tensor.dtype is torch.float32 else [f"dtype={tensor.dtype}"]
        return f"torch.empty({', '.join([sizes, *dtype, *(o for o in options if 'dtype' not in o)])})"
    array = _as_numpy(tensor)
    digits = _half_digits if tensor.dtype is torch.bfloat16 else _element
    body, whole = _nested(array, digits, limit - sum(len(option) + 2 for option in options) - 8)
    if not whole:
        options = [f"shape={tuple(tensor.shape)}", *options]
    return f"tensor({', '.join([body, *options])})"


def _as_numpy(tensor: torch.Tensor) -> np.ndarray[Any, Any]:
    """Return the values in a NumPy dtype that holds them exactly."""
    try:
        return tensor.numpy()
    except (TypeError, RuntimeError):  # bfloat16, the float8 family, complex32
        wider = torch.complex64 if tensor.is_complex() else torch.float32
        return tensor.to(wider).numpy()


def _array(array: np.ndarray[Any, Any], limit: int) -> str:
    if array.dtype.kind not in "biufc":
        return _cut(clean(repr(array)), limit)
    options = [] if array.dtype.name in _DEFAULT_NUMPY_DTYPES else [f"dtype={array.dtype.name}"]
    if not array.dtype.isnative:
        options = [f'dtype="{array.dtype.str}"']
    if array.size == 0:
        return f"np.empty({', '.join([str(array.shape), *options])})"
    body, whole = _nested(array, _element, limit - 30)
    if not whole:
        options = [f"shape={array.shape}", *options]
    return f"array({', '.join([body, *options])})"


def _nested(array: np.ndarray[Any, Any], digits: Callable[[Any], str], limit: int) -> tuple[str, bool]:
    """Return nested lists of the elements, and whether they are all there."""
    if array.size <= MOST_ELEMENTS:
        text = _lists(array, digits, array.size)
        if len(text) <= max(limit, SHORTEST):
            return text, True
    # It cannot be pasted any more, so that it may as well be short.
    digits = _few_digits if array.dtype.kind in "fc" else digits
    text = ""
    for kept in (4, 3, 2, 1):
        text = _lists(array, digits, kept)
        if len(text) <= limit:
            break
    if len(text) > max(limit, 2 * SHORTEST):  # many axes: only the first elements fit
        text = f"[{', '.join(digits(element) for element in array.flat[:3])}, ...]"
    return text, False


def _lists(array: np.ndarray[Any, Any], digits: Callable[[Any], str], kept: int) -> str:
    if array.ndim == 0:
        return digits(array[()])
    row = digits if array.ndim == 1 else lambda part: _lists(part, digits, kept)
    shown = [row(part) for part in array[:kept]]
    if len(array) > kept:
        shown.append("...")
    return f"[{', '.join(shown)}]"


def _element(number: Any) -> str:
    """Return the shortest digits that give this very number again in its own dtype."""
    kind = number.dtype.kind
    if kind == "c":
        real, imaginary = _element(number.real), _element(number.imag)
        if not np.isfinite(number):
            return f"complex({real}, {imaginary})"
        return f"{real}{'' if imaginary.startswith('-') else '+'}{imaginary.removesuffix('.')}j"
    if kind == "f":
        return _float(str(number))
    return str(number)


def _few_digits(number: Any) -> str:
    return f"{number:.4g}"


def _half_digits(number: Any) -> str:
    """Return the shortest digits for a bfloat16 that is held in a float32."""
    value = float(number)
    if not np.isfinite(value):
        return str(value)
    for precision in range(1, 10):
        text = f"{value:.{precision}g}"
        if torch.tensor(float(text), dtype=torch.bfloat16).item() == value:
            return _float(repr(float(text)))
    return _float(repr(value))


def _float(text: str) -> str:
    """Write 2.0 as "2.", as torch does."""
    return text.removesuffix("0") if text.endswith(".0") else text
