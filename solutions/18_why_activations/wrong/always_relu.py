"""Bends with ReLU, whatever activation was given.

en: Your forward uses ReLU, whatever it is given. Who chooses the activation?
zh: 不论传进来什么，你的 forward 都用 ReLU。激活函数由谁来选？
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

CAUGHT_BY = "forward.value"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    weight, bias = layers[0][0].clone(), layers[0][1].clone()
    for w, b in layers[1:]:
        weight, bias = w @ weight, w @ bias + b
    return weight, bias


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (w, b) in enumerate(layers):
        if k > 0:
            x = torch.relu(x)
        x = x @ w.T + b
    return x
