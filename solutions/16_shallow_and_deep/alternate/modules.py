"""Calls linear and relu of nn.functional, and lets nn.Linear on the meta device count."""

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor, nn


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    last = len(layers) - 1
    for k, (weight, bias) in enumerate(layers):
        x = F.linear(x, weight, bias)
        x = x if k == last else F.relu(x)
    return x


def check(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")


def count_parameters(sizes: Sequence[int]) -> int:
    check(sizes)
    total = 0
    for k in range(1, len(sizes)):
        layer = nn.Linear(sizes[k - 1], sizes[k], device="meta")
        total += sum(p.numel() for p in layer.parameters())
    return total


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    _, *hidden, _ = sizes
    return bool(hidden[1:])
