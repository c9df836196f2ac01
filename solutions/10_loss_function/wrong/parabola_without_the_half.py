"""Leaves the one half of the parabola out.

en: Your loss near zero is twice the right one. Which slope would your parabola have at delta, and does the line continue it?
zh: 你的损失在 0 附近是正确值的两倍。你的抛物线在 delta 处斜率是多少？直线接得上吗？
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
    return reduce(torch.where(size <= delta, size * size, delta * (size - 0.5 * delta)), reduction)
