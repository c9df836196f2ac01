"""Compares the squared error with delta.

en: Your code changes from parabola to line at the wrong place, except for delta = 1. Is it the error or its square that delta limits?
zh: 除了 delta = 1，你的代码从抛物线换成直线的位置都不对。delta 限制的是误差，还是误差的平方？
"""

import torch
from torch import Tensor

CAUGHT_BY = "huber_loss.value"


def check(input: Tensor, target: Tensor, reduction: str) -> None:
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"reduction={reduction!r}")
    if input.shape != target.shape:
        raise ValueError("shapes differ")


def reduce(losses: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        return losses.mean()
    return losses.sum() if reduction == "sum" else losses


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    check(input, target, reduction)
    return reduce((input - target).abs(), reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    check(input, target, reduction)
    if not delta > 0:
        raise ValueError("delta must be positive")
    size = (input - target).abs()
    return reduce(
        torch.where(size * size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta)), reduction
    )
