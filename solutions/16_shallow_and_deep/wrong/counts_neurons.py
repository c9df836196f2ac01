"""Counts neurons instead of parameters.

en: Your count is the number of neurons. How many connections does a neuron of a fully connected layer have?
zh: 你数的是神经元的个数。全连接层的一个神经元有多少条连接？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "count_parameters.value"


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
    return sum(size for size in sizes[1:])


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
