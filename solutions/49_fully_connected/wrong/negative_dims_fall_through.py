"""Uses negative axes in slices as they are.

en: Your flatten goes astray with negative axes. What does shape[end + 1:] hold when end is -1?
zh: 遇到负的轴，你的 flatten 就出错了。当 end 是 -1 时，shape[end + 1:] 里有什么？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "flattening_in_two_steps"


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    axes = max(x.dim(), 1)
    for dim in (start_dim, end_dim):
        if not -axes <= dim < axes:
            raise IndexError(f"no axis {dim}")
    start, end = start_dim % axes, end_dim % axes
    if start > end:
        raise ValueError("start_dim comes after end_dim")
    after = x.shape[end_dim + 1 :] if x.dim() else ()
    return x.reshape(x.shape[:start] + (math.prod(x.shape[start : end + 1]),) + after)


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
