"""Peels off the last layer and calls itself for those before."""

from collections.abc import Sequence

import torch
from torch import Tensor


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if len(layers) == 0:
        raise ValueError("no layers")
    weight, bias = layers[-1]
    before = mlp(x, layers[:-1]).clamp(min=0) if len(layers) > 1 else x
    return torch.einsum("...i,oi->...o", before, weight) + bias


def check(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")


def count_parameters(sizes: Sequence[int]) -> int:
    check(sizes)
    last = sizes[-1] * sizes[-2] + sizes[-1]
    return last + (count_parameters(sizes[:-1]) if len(sizes) > 2 else 0)


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) >= 4
