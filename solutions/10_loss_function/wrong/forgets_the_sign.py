"""Averages the differences without taking their size.

en: Your loss can become negative, and errors of opposite sign cancel. What is missing around the difference?
zh: 你的损失可能是负数，正负误差还会互相抵消。差的外面缺了什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "l1_loss.value"


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
    return reduce(input - target, reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    check(input, target, reduction)
    if not delta > 0:
        raise ValueError("delta must be positive")
    size = (input - target).abs()
    return reduce(torch.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta)), reduction)
