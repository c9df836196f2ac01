"""Computes 1 / (1 + exp(-x)), whose gradient is nan far on the left.

en: Your values are right, but the gradient is nan far on the left. Which product of 0 and inf does autograd meet in 1 / (1 + exp(-x))?
zh: 你的值是对的，但在左边很远处梯度是 nan。在 1 / (1 + exp(-x)) 里，自动求导遇到了哪个 0 乘 inf？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.gradient"


def sigmoid(input: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
