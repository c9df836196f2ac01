"""Compares the error itself with delta, not its size.

en: Your code treats large negative errors as small ones. What exactly do you compare with delta?
zh: 你的代码把很大的负误差当成了小误差。你拿什么与 delta 比较？
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
        torch.where(input - target <= delta, 0.5 * size * size, delta * (size - 0.5 * delta)), reduction
    )
