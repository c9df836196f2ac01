"""Writes every layer as one matrix, with the bias as the column of a constant 1."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    matrix = extended(*layers[0])
    for weight, bias in layers[1:]:
        matrix = extended(weight, bias) @ matrix
    return matrix[:-1, :-1].clone(), matrix[:-1, -1].clone()


def extended(weight: Tensor, bias: Tensor) -> Tensor:
    top = torch.cat([weight, bias.unsqueeze(1)], dim=1)
    bottom = torch.zeros_like(top[:1])
    bottom[0, -1] = 1
    return torch.cat([top, bottom])


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    result = None
    for weight, bias in layers:
        source = x if result is None else activation(result)
        result = (source.unsqueeze(-2) * weight).sum(-1) + bias
    return result
