"""Keeps the reductions in a table and builds huber from two hinges."""

import torch
from torch import Tensor

REDUCTIONS = {"none": lambda losses: losses, "mean": torch.mean, "sum": torch.sum}


def check(input: Tensor, target: Tensor, reduction: str) -> None:
    if reduction not in REDUCTIONS or input.size() != target.size():
        raise ValueError("arguments")


def reduce(losses: Tensor, reduction: str) -> Tensor:
    return REDUCTIONS[reduction](losses)


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    check(input, target, reduction)
    return reduce((input - target).abs(), reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    check(input, target, reduction)
    if not delta > 0:
        raise ValueError("delta must be positive")
    # The slope is the clipped error; the area under it, from 0 to the error, is the loss.
    error = input - target
    slope = error.clamp(-delta, delta)
    return reduce(slope * (error - slope / 2), reduction)
