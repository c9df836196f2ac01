"""Checks nothing.

en: Your code answers for sizes that describe no network. How many widths does the smallest network have, and how small may one be?
zh: 有些 sizes 描述的根本不是网络，你的代码也给出了结果。最小的网络有几个宽度？宽度最小是多少？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "count_parameters.rejects"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (weight, bias) in enumerate(layers):
        if k > 0:
            x = torch.relu(x)
        x = x @ weight.T + bias
    return x


def check(sizes: Sequence[int]) -> None:
    pass


def count_parameters(sizes: Sequence[int]) -> int:
    check(sizes)
    return sum((before + 1) * after for before, after in zip(sizes[:-1], sizes[1:]))


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
