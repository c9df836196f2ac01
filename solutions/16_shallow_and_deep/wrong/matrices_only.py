"""Multiplies with addmm, which takes a batch of vectors and nothing else.

en: Your network works for a batch of vectors only. What should become of a single vector, and of more leading axes?
zh: 你的网络只能处理一批向量。单个向量，以及更多的前导维度，应当怎么办？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "mlp.value"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (weight, bias) in enumerate(layers):
        if k > 0:
            x = torch.relu(x)
        x = torch.addmm(bias, x, weight.T)
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
