"""Fills the elements inside and outside delta by boolean indexing."""

import math

from torch import Tensor


def check(input: Tensor, target: Tensor, reduction: str) -> None:
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"reduction={reduction!r}")
    if input.shape != target.shape:
        raise ValueError("shapes differ")


def reduce(losses: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return losses
    total = losses.sum()
    return total / losses.numel() if reduction == "mean" else total


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    check(input, target, reduction)
    difference = input - target
    return reduce(difference * difference.sign(), reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    check(input, target, reduction)
    if math.isnan(delta) or delta <= 0:
        raise ValueError("delta must be positive")
    difference = input - target
    far = difference.abs() > delta
    losses = difference**2 * 0.5
    losses = losses.masked_scatter(far, delta * difference[far].abs() - 0.5 * delta**2)
    return reduce(losses, reduction)
