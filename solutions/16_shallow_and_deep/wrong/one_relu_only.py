"""Applies ReLU after the first layer alone.

en: Your network bends once, however deep it is. How many ReLUs does a network of four layers have?
zh: 不论有多深，你的网络只弯了一次。四层的网络有几个 ReLU？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "mlp.value"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (weight, bias) in enumerate(layers):
        if k == 1:
            x = torch.relu(x)
        x = x @ weight.T + bias
    return x


def check(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")


def count_parameters(sizes: Sequence[int]) -> int:
    check(sizes)
    return sum((before + 1) * after for before, after in zip(sizes[:-1], sizes[1:]))


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
