"""Counts the weights alone.

en: Your count leaves the biases out. How many numbers does one neuron learn beside its weights?
zh: 你没有把偏置算进去。除了权重，每个神经元还要学几个数？
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
    return sum(before * after for before, after in zip(sizes[:-1], sizes[1:]))


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
