"""Turns every batch into one matrix and adds the bias as the weight of a constant 1."""

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
    rows = x.reshape(math.prod(x.shape[:-1]), x.shape[-1])
    if bias is not None:
        rows = torch.cat([rows, rows.new_ones(len(rows), 1)], dim=1)
        weight = torch.cat([weight, bias[:, None]], dim=1)
    return torch.mm(weight, rows.t()).t().reshape(*x.shape[:-1], len(weight))


def classify(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    scores = fully_connected(x, weight, bias)
    # A stable sort keeps equal scores in their order.
    return scores.sort(dim=-1, descending=True, stable=True).indices[..., 0]
