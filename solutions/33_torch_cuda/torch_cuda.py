"""Moves a nested structure by rebuilding its containers around the moved tensors, with a memo for sharing and cycles."""

from __future__ import annotations

import copy
from typing import Any

import torch


def to_device(obj: Any, device: torch.device | str) -> Any:
    """Return `obj` with every tensor and module in it on `device`; see `_move` for each kind of value."""
    return _move(obj, torch.device(device), {})


def _move(obj: Any, device: torch.device, memo: dict[int, Any]) -> Any:
    """Move `obj`, where `memo` maps the id of each container and tensor met so far to what it became.

    The ids are safe keys: everything that is asked for is held by the structure, so no id is used again meanwhile.
    """
    if id(obj) in memo:
        return memo[id(obj)]

    if isinstance(obj, torch.Tensor | torch.nn.Module):
        # .to() of a tensor returns the tensor itself where nothing is to be done, and is recorded by autograd where
        # something is. .to() of a module changes its parameters in place and returns the module.
        moved = obj.to(device)
        memo[id(obj)] = moved
        return moved

    if isinstance(obj, list):
        # Into the memo while still empty: an element that refers back to the list then finds the new one.
        moved = memo[id(obj)] = []
        moved.extend(_move(item, device, memo) for item in obj)
        return moved

    if isinstance(obj, dict):
        # copy.copy keeps what a subclass adds: the order of an OrderedDict, the factory of a defaultdict.
        moved = memo[id(obj)] = copy.copy(obj)
        for key, value in obj.items():
            moved[key] = _move(value, device, memo)
        return moved

    if isinstance(obj, tuple):
        items = [_move(item, device, memo) for item in obj]
        if id(obj) in memo:  # A list inside led back here, and the tuple was finished on that way.
            return memo[id(obj)]
        # A named tuple takes its fields one by one, a plain tuple takes one iterable.
        moved = type(obj)._make(items) if hasattr(obj, "_make") else type(obj)(items)
        memo[id(obj)] = moved
        return moved

    # Numbers, None, sets, arrays, and strings, whose characters are strings themselves: no end would be found there.
    return obj


def same_device(*tensors: torch.Tensor) -> bool:
    """Return whether all `tensors` live on one device; True where there are none.

    Devices are compared whole, since two cards differ in the index alone, and cpu and meta in the type alone.
    """
    return all(tensor.device == tensors[0].device for tensor in tensors)
