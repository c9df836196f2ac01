"""Calls the losses that were to be written.

en: Your code asks torch for its own losses. What does each element cost, and how are these costs reduced?
zh: 你的代码直接调用了 torch 自带的损失。每个元素的损失是多少？又怎样归约？
"""

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


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
    return torch.nn.functional.huber_loss(input, target, reduction=reduction, delta=delta)
