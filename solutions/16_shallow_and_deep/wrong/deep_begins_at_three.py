"""Asks for three hidden layers.

en: Your code calls a network with two hidden layers shallow. How many are more than one?
zh: 你的代码把有两个隐藏层的网络叫做浅。多于一个是几个？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "is_deep.value"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (weight, bias) in enumerate(layers):
        if k > 0:
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
    return len(sizes) - 2 > 2
