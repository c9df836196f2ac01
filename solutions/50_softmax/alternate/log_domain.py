"""Stays among logarithms: log-add-exp of one slice after another, and exp only at the very end."""

import torch
from torch import Tensor


def log_softmax(x: Tensor, dim: int) -> Tensor:
    size = x.size(dim) if x.dim() else x.reshape(1).size(dim)
    if not x.dim():
        return x - x
    total = x.narrow(dim, 0, 1)
    for i in range(1, size):
        total = torch.logaddexp(total, x.narrow(dim, i, 1))
    return x - total


def softmax(x: Tensor, dim: int) -> Tensor:
    return log_softmax(x, dim).exp()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
