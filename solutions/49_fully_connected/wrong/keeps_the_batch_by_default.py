"""Starts at axis 1 by default, as the module nn.Flatten does.

en: By default your flatten starts at axis 1. The module does so; what does the function do?
zh: 你的 flatten 默认从第 1 轴开始。那是模块的做法，函数的默认值是什么？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "flatten.shape"


def flatten(x: Tensor, start_dim: int = 1, end_dim: int = -1) -> Tensor:
    axes = max(x.dim(), 1)
    if axes == 1 and start_dim == 1:
        start_dim = 0
    for dim in (start_dim, end_dim):
        if not -axes <= dim < axes:
            raise IndexError(f"no axis {dim}")
    start, end = start_dim % axes, end_dim % axes
    if start > end:
        raise ValueError("start_dim comes after end_dim")
    return x.reshape(x.shape[:start] + (math.prod(x.shape[start : end + 1]),) + x.shape[end + 1 :])


def check(x: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    if x.dim() == 0 or x.shape[-1] != weight.shape[1]:
        raise ValueError("x does not fit the weight")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError("bias does not fit the weight")


def fully_connected(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    check(x, weight, bias)
    y = x @ weight.T
    return y if bias is None else y + bias


def classify(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    scores = fully_connected(x, weight, bias)
    best = scores == scores.amax(-1, keepdim=True)
    return best.to(torch.uint8).argmax(-1)
