"""Feeds every layer with the input of the network.

en: Your layers all look at x. What does the second layer see?
zh: 你的每一层看到的都是 x。第二层的输入应当是什么？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "mlp.value"


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    result = x
    for k, (weight, bias) in enumerate(layers):
        fits = x.shape[-1] == weight.shape[1]
        source = x if fits else torch.relu(result)
        result = source @ weight.T + bias
    return result


def check(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("sizes")


def count_parameters(sizes: Sequence[int]) -> int:
    check(sizes)
    return sum((before + 1) * after for before, after in zip(sizes[:-1], sizes[1:]))


def is_deep(sizes: Sequence[int]) -> bool:
    check(sizes)
    return len(sizes) - 2 > 1
