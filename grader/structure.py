"""Nested values: how to walk them, rebuild them and tell one shape of nesting from another."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one call, as a question that can be printed, sent and asked again."""

    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def call(*args: Any, **kwargs: Any) -> Call:
    """Write down a call: ``call(x, 2, padding=1)`` is the question ``f(x, 2, padding=1)``."""
    return Call(args, kwargs)


def is_floating(value: Any) -> bool:
    """Whether `value` is a floating or complex tensor."""
    return isinstance(value, torch.Tensor) and (value.is_floating_point() or value.is_complex())


def is_namedtuple(value: Any) -> bool:
    """Whether `value` is an instance of a named tuple class."""
    return isinstance(value, tuple) and hasattr(value, "_fields")


def children(value: Any) -> list[tuple[str, Any]] | None:
    """Return the parts of a container with the text that reaches each, or None for a leaf."""
    if isinstance(value, Call):
        return [(f"[{i}]", v) for i, v in enumerate(value.args)] + [
            (f".{k}", v) for k, v in value.kwargs.items()
        ]
    if is_namedtuple(value):
        return [(f".{f}", v) for f, v in zip(value._fields, value, strict=True)]
    if isinstance(value, list | tuple):
        return [(f"[{i}]", v) for i, v in enumerate(value)]
    if isinstance(value, dict):
        return [(f"[{k!r}]", v) for k, v in value.items()]
    return None


def leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every leaf of a nested value, depth first, with the text that reaches it.

    A container that holds itself is entered once. The walk keeps its own stack, so depth is no limit.
    """
    inside: set[int] = set()
    stack: list[tuple[str, Any, bool]] = [("", value, False)]
    while stack:
        path, current, leaving = stack.pop()
        if leaving:
            inside.discard(id(current))
            continue
        parts = children(current)
        if parts is None:
            yield path, current
            continue
        if id(current) in inside:
            continue
        inside.add(id(current))
        stack.append((path, current, True))
        stack.extend((path + step, part, False) for step, part in reversed(parts))


def containers(value: Any) -> Iterator[tuple[str, int]]:
    """Yield the type's name and the length of every container of a nested value, each object once."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        current = stack.pop()
        parts = children(current)
        if parts is not None and id(current) not in seen:
            seen.add(id(current))
            yield type(current).__name__, len(parts)
            stack.extend(part for _, part in reversed(parts))


def floating_tensors(value: Any) -> list[torch.Tensor]:
    """Return the floating tensors of a nested value in order, each object once."""
    found: dict[int, torch.Tensor] = {}
    for _, leaf in leaves(value):
        if is_floating(leaf):
            found.setdefault(id(leaf), leaf)
    return list(found.values())


def rebuild(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a copy of a nested value with every leaf replaced by ``change(leaf)``.

    An object that appears twice is changed once and appears twice in the copy, so aliasing survives.
    """
    return _rebuild(value, change, {})


def _rebuild(value: Any, change: Callable[[Any], Any], memo: dict[int, Any]) -> Any:
    if id(value) in memo:
        return memo[id(value)]
    if isinstance(value, list):
        copy: Any = []
        memo[id(value)] = copy
        copy.extend(_rebuild(v, change, memo) for v in value)
        return copy
    if isinstance(value, dict):
        copy = OrderedDict() if type(value) is OrderedDict else {}
        memo[id(value)] = copy
        for key, v in value.items():
            copy[key] = _rebuild(v, change, memo)
        return copy
    if isinstance(value, Call):
        return Call(_rebuild(value.args, change, memo), _rebuild(value.kwargs, change, memo))
    if is_namedtuple(value):
        copy = type(value)(*(_rebuild(v, change, memo) for v in value))
    elif isinstance(value, tuple):
        copy = tuple(_rebuild(v, change, memo) for v in value)
    else:
        copy = change(value)
        if not isinstance(value, torch.Tensor | np.ndarray):
            return copy
    memo[id(value)] = copy
    return copy


def cast(value: Any, dtype: torch.dtype) -> Any:
    """Return a nested value with every floating tensor in `dtype` (complex ones stay as they are)."""

    def one(leaf: Any) -> Any:
        return leaf.to(dtype) if isinstance(leaf, torch.Tensor) and leaf.is_floating_point() else leaf

    return rebuild(value, one)
