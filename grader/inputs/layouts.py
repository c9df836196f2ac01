"""The same numbers in other places in memory: what a tensor may look like without its values being different."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

from grader.structure import is_floating, rebuild

T = TypeVar("T")


def transposed(x: Tensor) -> Tensor:
    """Store the axes in reverse order."""
    axes = tuple(range(x.dim() - 1, -1, -1))
    return x.permute(axes).contiguous().permute(axes)


def stepped(x: Tensor) -> Tensor:
    """Keep every other element of a wider tensor that holds NaN in the gaps."""
    wide = torch.full((*x.shape[:-1], x.shape[-1] * 2), float("nan"), dtype=x.dtype)
    wide[..., ::2] = x
    return wide[..., ::2]


def offset(x: Tensor) -> Tensor:
    """Start a few elements into a larger storage that holds NaN before and after."""
    storage = torch.full((x.numel() + 7,), float("nan"), dtype=x.dtype)
    storage[3 : 3 + x.numel()] = x.reshape(-1)
    return storage[3 : 3 + x.numel()].view(x.shape)


def expanded(x: Tensor) -> Tensor:
    """Repeat the first slice of the longest axis with stride zero (so the values do change)."""
    axis = max(range(x.dim()), key=lambda i: x.shape[i])
    return x.narrow(axis, 0, 1).expand(x.shape)


def channels_last(x: Tensor) -> Tensor:
    """Store a four-dimensional tensor as torch's channels-last images."""
    return x.contiguous(memory_format=torch.channels_last) if x.dim() == 4 else transposed(x)


LAYOUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "transposed": transposed,
    "every other element": stepped,
    "offset into its storage": offset,
    "expanded": expanded,
    "channels last": channels_last,
}


def relaid(value: T, layout: str) -> T:
    """Return a nested value with each floating tensor of at least one axis and one element in `layout`."""
    change = LAYOUTS[layout]

    def one(leaf: object) -> object:
        if isinstance(leaf, Tensor) and is_floating(leaf) and leaf.dim() and leaf.numel():
            return change(leaf)
        return leaf

    relaid_value: T = rebuild(value, one)
    return relaid_value
