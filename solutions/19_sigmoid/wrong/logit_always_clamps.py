"""Clamps to 1e-6 when no eps is given.

en: Without eps your logit is finite at 0 and at 1. What is the logarithm of odds of 1 to 0?
zh: 没有给出 eps 时，你的 logit 在 0 和 1 处是有限的。1 比 0 的几率，对数是多少？
"""

import torch
from torch import Tensor

CAUGHT_BY = "logit.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    eps = 2.0**-20 if eps is None else eps
    p = torch.where((input < 0) | (input > 1), torch.full_like(input, torch.nan), input.clamp(eps, 1 - eps))
    return torch.log(p / (1 - p))
