"""Walks along the axis once, keeping a running maximum and a running sum that is rescaled when the maximum grows."""

import math

import torch
from torch import Tensor


def log_total(x: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """The maximum along dim and the logarithm of the sum of exp(x - maximum), in one pass."""
    # The maximum only keeps numbers in range, whatever its value, so the gradient need not pass through it.
    scores = x.movedim(dim, 0) if x.dim() else x.reshape(1)
    top = torch.full_like(scores[0].detach(), -math.inf)
    total = torch.zeros_like(scores[0])
    for i in range(scores.shape[0]):
        higher = torch.maximum(top, scores[i].detach())
        # As long as everything was -inf there is nothing to shift by.
        shift = higher.masked_fill(higher == -math.inf, 0.0)
        total = total * (top - shift).exp() + (scores[i] - shift).exp()
        top = higher
    if not x.dim():
        return top, total.log()
    return top.unsqueeze(dim), total.log().unsqueeze(dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    if not -max(x.dim(), 1) <= dim < max(x.dim(), 1):
        raise IndexError(f"x has no axis {dim}")
    top, log_sum = log_total(x, dim)
    return x - top - log_sum


def softmax(x: Tensor, dim: int) -> Tensor:
    return log_softmax(x, dim).exp()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
