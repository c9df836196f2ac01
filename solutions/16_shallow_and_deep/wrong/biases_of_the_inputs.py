"""Gives the inputs biases, not the outputs.

en: Your count gives a bias to each neuron of the layer before. To which neurons of a layer do its biases belong?
zh: 你把偏置算给了前一层的神经元。一层的偏置属于哪些神经元？
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
    return sum(before * (after + 1) for before, after in zip(sizes[:-1], sizes[1:]))


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
