"""Starts from an identity on the default device.

en: Your code makes a tensor without saying on which device. Where should a new tensor live?
zh: 你的代码新建张量时没有指明设备。新张量应当放在哪里？
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

CAUGHT_BY = "collapse.device_agnostic"


def collapse(layers: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    if not layers:
        raise ValueError("no layers")
    w, b = layers[0]
    weight, bias = torch.eye(w.shape[1], dtype=w.dtype), torch.zeros(w.shape[1], dtype=w.dtype)
    for w, b in layers:
        weight, bias = w @ weight, w @ bias + b
    return weight, bias


def forward(
    x: Tensor, layers: Sequence[tuple[Tensor, Tensor]], activation: Callable[[Tensor], Tensor]
) -> Tensor:
    if not layers:
        raise ValueError("no layers")
    for k, (w, b) in enumerate(layers):
        if k > 0:
            x = activation(x)
        x = x @ w.T + b
    return x
