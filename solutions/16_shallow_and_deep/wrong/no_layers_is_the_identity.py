"""Returns x when there is no layer.

en: Your code accepts a network without layers. What should happen to it?
zh: 你的代码接受了没有任何层的网络。应当怎样处理？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "mlp.rejects"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    for k, (weight, bias) in enumerate(layers):
        if k > 0:
            x = torch.relu(x)
        x = x @ weight.T + bias
    return x.clone()


def check(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")


def count_parameters(sizes: Sequence[int]) -> int:
    check(sizes)
    return sum((before + 1) * after for before, after in zip(sizes[:-1], sizes[1:]))


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
