"""Writes the sum as an einsum, and asks for a view before it copies."""

import torch
from torch import Tensor


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    if x.dim() == 0:
        x = x.unsqueeze(0)
    n = x.dim()
    if start_dim not in range(-n, n) or end_dim not in range(-n, n):
        raise IndexError("no such axis")
    start = start_dim if start_dim >= 0 else start_dim + n
    end = end_dim if end_dim >= 0 else end_dim + n
    if end < start:
        raise ValueError("start_dim comes after end_dim")
    sizes = list(x.shape)
    merged = 1
    for size in sizes[start : end + 1]:
        merged *= size
    sizes[start : end + 1] = [merged]
    try:
        return x.view(sizes)
    except RuntimeError:
        return x.contiguous().view(sizes)


def check(x: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    if x.dim() == 0 or x.shape[-1] != weight.shape[1]:
        raise ValueError("x does not fit the weight")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError("bias does not fit the weight")


def fully_connected(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    check(x, weight, bias)
    y = torch.einsum("...i,oi->...o", x, weight)
    return torch.add(y, bias) if bias is not None else y


def classify(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    scores = fully_connected(x, weight, bias)
    tops = scores.max(dim=-1, keepdim=True).values
    places = torch.arange(scores.shape[-1], device=scores.device).expand_as(scores)
    return places.masked_fill(scores < tops, scores.shape[-1]).min(dim=-1).values
