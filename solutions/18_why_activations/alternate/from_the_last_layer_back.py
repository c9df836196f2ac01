"""Collapses from the last layer to the first."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if len(layers) == 0:
        raise ValueError("no layers")
    weight, bias = (t.clone() for t in layers[-1])
    for w, b in reversed(layers[:-1]):
        bias = bias + (weight * b).sum(1)
        weight = torch.einsum("ij,jk->ik", weight, w)
    return weight, bias


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    if len(layers) == 0:
        raise ValueError("no layers")
    if len(layers) > 1:
        x = activation(forward(x, layers[:-1], activation))
    weight, bias = layers[-1]
    return torch.nn.functional.linear(x, weight, bias)
