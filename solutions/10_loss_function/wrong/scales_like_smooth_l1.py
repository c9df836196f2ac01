"""Computes smooth_l1_loss, which is huber divided by delta.

en: Your loss is the right one divided by delta, as smooth_l1_loss has it. Which slope does the straight part of Huber have?
zh: 你的损失是正确值除以 delta，那是 smooth_l1_loss 的写法。Huber 直线部分的斜率是多少？
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
    return reduce(torch.where(size <= delta, 0.5 * size * size / delta, size - 0.5 * delta), reduction)
