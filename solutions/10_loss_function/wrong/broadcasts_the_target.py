"""Lets (n, 1) and (n,) broadcast.

en: Your code accepts shapes that differ. What does (n, 1) minus (n,) give, and which predictions does it compare with which targets?
zh: 你的代码接受了不同的形状。(n, 1) 减 (n,) 得到什么？它把哪些预测与哪些目标作了比较？
"""

import torch
from torch import Tensor

CAUGHT_BY = "l1_loss.rejects"


def check(input: Tensor, target: Tensor, reduction: str) -> None:
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"reduction={reduction!r}")
    try:
        torch.broadcast_shapes(input.shape, target.shape)
    except RuntimeError as error:
        raise ValueError("shapes differ") from error


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
    return reduce(torch.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta)), reduction)
