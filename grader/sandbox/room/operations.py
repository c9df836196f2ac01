"""What the judge can ask for, done beside the learner's code."""

from __future__ import annotations

import builtins
import ctypes
import operator
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .encoding import PlainEncoder
from .values import TooManyBytesError, byte_bounds, tensors_of

_WORK = 1_000_000  # the exact question is hard in general; for what learners return this is far too much


@dataclass(frozen=True, slots=True)
class Request:
    """One operation with what it works on; `scratch` makes a path of a name."""

    encoder: PlainEncoder
    operands: Any
    options: Any
    scratch: Callable[[str], Path]
    reply_limit: int
    allowed: Callable[[], AbstractContextManager[None]]


def _random_states() -> dict[str, Any]:
    states: dict[str, Any] = {
        "torch": torch.default_generator.get_state().numpy().tobytes(),
        "numpy": _numpy_state(),
        "python": random.getstate(),
    }
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        states["torch"] = [states["torch"], torch.cuda.get_rng_state().numpy().tobytes()]
    return states


def _numpy_state() -> Any:
    generator = np.random.get_bit_generator()  # type: ignore[attr-defined]
    if type(generator) is np.random.MT19937:
        # np.random.get_state copies number by number, 90 us; this is the same memory: 624 keys and the position.
        return ctypes.string_at(generator.ctypes.state_address, 625 * 4)
    return repr(generator.state)


def _gradients(results: list[Any], leaves: list[Any], cotangents: list[Any]) -> tuple[Any, ...] | None:
    """Return the vector-Jacobian products, or None where no result depends on a leaf or the counts differ."""
    floating = [result for result in results if result.is_floating_point() or result.is_complex()]
    if len(floating) != len(cotangents):
        return None
    pairs = [(y, c) for y, c in zip(floating, cotangents, strict=True) if y.requires_grad]
    if not pairs or not leaves:
        return None
    return tuple(torch.autograd.grad([_weighted(y, c) for y, c in pairs], leaves, allow_unused=True))


def _weighted(y: Any, cotangent: Any) -> Any:
    """Return the real number whose gradient with respect to `y` is the cotangent.

    Given cotangents, autograd.grad imports sympy at its first call: 487 modules, 0.5 s in every fresh child.
    """
    if y.shape != cotangent.shape:
        raise RuntimeError(f"a result of shape {tuple(y.shape)}, not {tuple(cotangent.shape)}")
    product = y * cotangent.conj()
    return (product.real if product.is_complex() else product).sum()


def _aliases(result: Any, arguments: Any) -> list[list[int]]:
    ours = [_storage_of(item) for item in tensors_of(result, arrays=True)]
    theirs = [_storage_of(item) for item in tensors_of(arguments, arrays=True)]
    return [
        [first, second]
        for first, mine in enumerate(ours)
        for second, other in enumerate(theirs)
        if mine is not None and other is not None and mine[0] < other[1] and other[0] < mine[1]
    ]


def _storage_of(item: Any) -> tuple[int, int] | None:
    """Return the first and the last address of the memory that an item is a view of."""
    try:
        if isinstance(item, torch.Tensor):
            storage = item.untyped_storage()
            start = storage.data_ptr()
            return (start, start + storage.nbytes()) if start else None
        while isinstance(item.base, np.ndarray):
            item = item.base
        if isinstance(item.base, torch.Tensor):
            return _storage_of(item.base)
        low, high = byte_bounds(item)
    except (RuntimeError, NotImplementedError):  # a device without addresses
        return None
    return (low, high) if high > low else None


def shares_memory(first: Any, second: Any) -> bool:
    """Tell whether two tensors or arrays have a byte in common."""
    try:
        one, other = _bytes_of(first), _bytes_of(second)
    except (RuntimeError, NotImplementedError):  # a device without addresses
        return first is second
    try:
        return bool(np.shares_memory(one, other, max_work=_WORK))  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return bool(np.may_share_memory(one, other))


def _bytes_of(item: Any) -> np.ndarray[Any, Any]:
    if isinstance(item, np.ndarray):
        return item
    if not isinstance(item, torch.Tensor):
        raise TypeError(f"shares_memory: {type(item).__name__}, expected a tensor or an ndarray")
    return np.asarray(_Memory(item))


class _Memory:
    """A tensor's memory as NumPy sees it, for dtypes that NumPy lacks too."""

    def __init__(self, tensor: torch.Tensor) -> None:
        width = tensor.element_size()
        self._tensor = tensor  # keeps the memory alive
        self.__array_interface__ = {
            "version": 3,
            "data": (tensor.data_ptr(), False),
            "shape": tuple(tensor.shape),
            "strides": tuple(stride * width for stride in tensor.stride()),
            "typestr": f"|V{width}",
        }


def _leave(context: Any, failed: bool) -> bool:
    """Leave a context, with an exception raised in it where the judge's block failed."""
    if not failed:
        return bool(type(context).__exit__(context, None, None, None))
    try:
        raise RuntimeError("an error inside the block")
    except RuntimeError as error:
        return bool(type(context).__exit__(context, type(error), error, error.__traceback__))


_OPERATORS: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(operator, name)
        for name in ("add", "sub", "mul", "truediv", "pow", "matmul", "neg", "abs")
    },
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "delitem", "contains")},
    **{name: getattr(builtins, name) for name in ("len", "iter", "bool", "int", "float")},
    "enter": lambda context: type(context).__enter__(context),
    "exit": _leave,
}


def _call(request: Request) -> Any:
    target, args, kwargs = request.operands
    return request.encoder.encode(target(*args, **kwargs))


def _ask(request: Request) -> Any:
    target, args, kwargs, cotangents = request.operands
    arguments = tensors_of([args, kwargs])
    leaves = []
    if cotangents is not None:
        leaves = [tensor for tensor in arguments if tensor.is_floating_point() or tensor.is_complex()]
        for leaf in leaves:
            leaf.requires_grad_()
    before = _random_states() if request.options["watch"] else {}
    result = target(*args, **kwargs)
    used = [name for name, state in _random_states().items() if before.get(name) != state] if before else []
    results = tensors_of(result)
    gradients = None
    if cotangents is not None:
        with request.allowed():
            gradients = _gradients(results, leaves, cotangents)
    return [
        request.encoder.handle(result) if request.options["keep"] else request.encoder.encode(result),
        request.encoder.encode((args, kwargs)) if request.options["echo"] else None,
        request.encoder.encode(gradients),
        [str(tensor.device) for tensor in results],
        [bool(tensor.requires_grad) for tensor in results],
        _aliases(result, [args, kwargs]),
        used,
    ]


def _keep(request: Request) -> Any:
    return request.encoder.handle(request.operands[0])


def _fetch(request: Request) -> Any:
    return request.encoder.encode(request.operands[0])


def _assign(request: Request) -> Any:
    owner, name, value = request.operands
    setattr(owner, name, value)
    return None


def _operator(request: Request) -> Any:
    return request.encoder.encode(_OPERATORS[request.options["operator"]](*request.operands))


def _next(request: Request) -> Any:
    try:
        value = next(request.operands[0])
    except StopIteration:
        return None
    return [request.encoder.encode(value)]


def _same(request: Request) -> Any:
    return request.operands[0] is request.operands[1]


def _shares(request: Request) -> Any:
    return shares_memory(request.operands[0], request.operands[1])


def _list_files(request: Request) -> Any:
    folder = request.scratch(".")
    return request.encoder.encode(sorted(entry.name for entry in folder.iterdir()))


def _read_file(request: Request) -> Any:
    size = request.operands[0].stat().st_size
    if size > request.reply_limit:
        raise TooManyBytesError(request.reply_limit, size)
    return request.encoder.encode(request.operands[0].read_bytes())


def _write_file(request: Request) -> Any:
    request.operands[0].write_bytes(request.operands[1])
    return None


OPERATIONS: dict[str, Callable[[Request], Any]] = {
    "call": _call,
    "ask": _ask,
    "keep": _keep,
    "fetch": _fetch,
    "assign": _assign,
    "operator": _operator,
    "next": _next,
    "same": _same,
    "shares_memory": _shares,
    "list_files": _list_files,
    "read_file": _read_file,
    "write_file": _write_file,
}
