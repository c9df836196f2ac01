"""Counts a single bias for each layer.

en: Your count has one bias a layer. How long is the bias of a layer with ten outputs?
zh: 你每层只算了一个偏置。有十个输出的层，偏置有多长？
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
    return sum(before * after + 1 for before, after in zip(sizes[:-1], sizes[1:]))


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
