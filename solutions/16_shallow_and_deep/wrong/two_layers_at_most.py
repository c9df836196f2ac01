"""Runs the first and the last layer only.

en: Your network is never deeper than two layers. What happens to those in the middle?
zh: 你的网络从不超过两层。中间的那些层到哪里去了？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "mlp.value"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (weight, bias) in enumerate(layers if len(layers) < 3 else [layers[0], layers[-1]]):
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
    return len(sizes) - 2 > 1
