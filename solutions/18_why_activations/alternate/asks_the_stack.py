"""Sends 0 and the unit vectors through the stack, and reads the layer off."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    bias = torch.zeros_like(layers[0][0][0])
    columns = torch.eye(len(bias), dtype=bias.dtype, device=bias.device)
    for w, b in layers:
        bias = torch.mv(w, bias) + b
        columns = columns @ w.t()
    return columns.t().contiguous(), bias


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    remaining = list(layers)
    while len(remaining) > 1:
        w, b = remaining.pop(0)
        x = activation(torch.matmul(x, w.mT).add(b))
    w, b = remaining[0]
    return torch.matmul(x, w.mT).add(b)
