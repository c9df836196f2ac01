"""Multiplies by broadcasting and adds up, and keeps the winner while it walks over the classes."""

import math

import torch
from torch import Tensor


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    axes = max(x.dim(), 1)
    for dim in (start_dim, end_dim):
        if not -axes <= dim < axes:
            raise IndexError(f"no axis {dim}")
    start, end = start_dim % axes, end_dim % axes
    if start > end:
        raise ValueError("start_dim comes after end_dim")
    return x.reshape(x.shape[:start] + (math.prod(x.shape[start : end + 1]),) + x.shape[end + 1 :])


def check(x: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    if x.dim() == 0 or x.shape[-1] != weight.shape[1]:
        raise ValueError("x does not fit the weight")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError("bias does not fit the weight")


def fully_connected(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    check(x, weight, bias)
    y = (x[..., None, :] * weight).sum(-1)
    if bias is not None:
        y = y + bias
    return y


def classify(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    scores = fully_connected(x, weight, bias)
    best = scores[..., 0]
    winner = torch.zeros(best.shape, dtype=torch.int64, device=x.device)
    for k in range(1, scores.shape[-1]):
        better = scores[..., k] > best
        best = torch.where(better, scores[..., k], best)
        winner = torch.where(better, torch.full_like(winner, k), winner)
    return winner
