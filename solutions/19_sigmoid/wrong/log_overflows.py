"""Computes -log(1 + exp(-x)) as it is written.

en: Your log_sigmoid overflows far on the left. To which simple function does it come close there?
zh: 在左边很远处，你的 log_sigmoid 溢出了。那里它接近哪个简单的函数？
"""

import torch
from torch import Tensor

CAUGHT_BY = "log_sigmoid.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(-torch.logaddexp(-input, torch.zeros_like(input)))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.log1p(torch.exp(-input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
