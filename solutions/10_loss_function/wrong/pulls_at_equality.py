"""Gives the gradient 1 where input equals target.

en: Where input equals target your gradient is not 0. To which of its two branches does your condition send a difference of exactly 0?
zh: 在 input 等于 target 的地方，你的梯度不是 0。差恰好为 0 时，你的条件把它分到了哪一支？
"""

import torch
from torch import Tensor

CAUGHT_BY = "equal_elements_pull_nowhere"


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
    return reduce(torch.where(input >= target, input - target, target - input), reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    check(input, target, reduction)
    if not delta > 0:
        raise ValueError("delta must be positive")
    size = (input - target).abs()
    return reduce(torch.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta)), reduction)
