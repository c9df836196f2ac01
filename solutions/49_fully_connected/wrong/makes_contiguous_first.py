"""Copies whatever is not contiguous as a whole.

en: Your flatten copies tensors whose merged axes lie in memory one behind the other, only because other axes do not. Must the whole tensor be contiguous?
zh: 要合并的轴在内存里首尾相接，只因为别的轴不连续，你的 flatten 就做了复制。必须整个张量都连续吗？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "flatten_is_a_view_where_it_can_be"


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    axes = max(x.dim(), 1)
    for dim in (start_dim, end_dim):
        if not -axes <= dim < axes:
            raise IndexError(f"no axis {dim}")
    start, end = start_dim % axes, end_dim % axes
    if start > end:
        raise ValueError("start_dim comes after end_dim")
    return x.contiguous().view(x.shape[:start] + (math.prod(x.shape[start : end + 1]),) + x.shape[end + 1 :])


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
