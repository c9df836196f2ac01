"""Uses slope 1 for the straight part, whatever delta is.

en: Your straight part has slope 1, right for delta = 1 only. How steep is the parabola at the place where the line takes over?
zh: 你的直线部分斜率是 1，只有 delta = 1 时才对。在直线接手的地方，抛物线有多陡？
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
    return reduce(torch.where(size <= delta, 0.5 * size * size, size - 0.5 * delta), reduction)
