"""Folds x with abs, whose slope at 0 is 0.

en: Your sigmoid has the slope 0 at exactly 0. Through which function does the gradient go there, and what is the slope of abs at 0?
zh: 恰好在 0 处，你的 sigmoid 斜率为 0。梯度在那里经过了哪个函数？abs 在 0 处的斜率是多少？
"""

import torch
from torch import Tensor

CAUGHT_BY = "everything_is_smooth_at_zero"


def sigmoid(input: Tensor) -> Tensor:
    small = torch.exp(-input.abs())
    return torch.where(input < 0, small, torch.ones_like(input)) / (1 + small)


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
