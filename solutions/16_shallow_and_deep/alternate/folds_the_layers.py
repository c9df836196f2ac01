"""Folds the layers with reduce, and multiplies by the mask of the positive ones."""

from collections.abc import Sequence
from functools import reduce

from torch import Tensor


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")

    def step(z: Tensor, layer: tuple[Tensor, Tensor]) -> Tensor:
        return affine(z * (z > 0), layer)

    return reduce(step, layers[1:], affine(x, layers[0]))


def affine(x: Tensor, layer: Sequence[Tensor]) -> Tensor:
    weight, bias = layer
    return (x.unsqueeze(-2) * weight).sum(-1) + bias


def check(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")


def count_parameters(sizes: Sequence[int]) -> int:
    check(sizes)
    weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
    biases = sum(sizes) - sizes[0]
    return weights + biases


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
