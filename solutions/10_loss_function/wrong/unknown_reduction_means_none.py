"""Returns the single losses for any unknown reduction.

en: Your code answers to a reduction that does not exist. What happens to a typing error in the user's code?
zh: 你的代码对不存在的 reduction 也给出了结果。如果用户拼错了单词，会发生什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "l1_loss.rejects"


def check(input: Tensor, target: Tensor, reduction: str) -> None:
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
    return reduce(torch.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta)), reduction)
