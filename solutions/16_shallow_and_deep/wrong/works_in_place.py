"""Overwrites the biases with the activations.

en: After the call a bias holds something else. Which line writes into a tensor that you were given?
zh: 调用之后，某个偏置变了。哪一行写进了传进来的张量？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "mlp.untouched"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (weight, bias) in enumerate(layers):
        if k > 0:
            x = torch.relu(x)
        y = x @ weight.T
        x = bias.data.add_(y).clone() if y.dim() == 1 else y + bias
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
