"""Lets reshape find the length by -1.

en: Your flatten fails where an axis has size 0. What could -1 stand for when the other sizes multiply to 0?
zh: 有轴的大小为 0 时，你的 flatten 会出错。当其他大小之积为 0 时，-1 应当代表几？
"""

import torch
from torch import Tensor

CAUGHT_BY = "flatten.edges"


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    axes = max(x.dim(), 1)
    for dim in (start_dim, end_dim):
        if not -axes <= dim < axes:
            raise IndexError(f"no axis {dim}")
    start, end = start_dim % axes, end_dim % axes
    if start > end:
        raise ValueError("start_dim comes after end_dim")
    return x.reshape(x.shape[:start] + (-1,) + x.shape[end + 1 :])


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
