"""Applies ReLU before the bias is added.

en: Your network adds the bias after the ReLU. What exactly is the input of the ReLU?
zh: 你的网络在 ReLU 之后才加偏置。ReLU 的输入究竟是什么？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "mlp.value"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (weight, bias) in enumerate(layers):
        x = x @ weight.T
        x = x + bias if k == len(layers) - 1 else torch.relu(x) + bias
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
