"""Forgets the minus in exp(-x).

en: Your sigmoid falls where it should rise. Which sign does x have in the exponent?
zh: 你的 sigmoid 本该上升却在下降。指数里的 x 应当是什么符号？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(-input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
