"""Calls the functions that were to be written.

en: Your code asks torch for its own sigmoid. What has to become of exp so that it cannot overflow?
zh: 你的代码直接调用了 torch 自带的 sigmoid。要让 exp 不溢出，应当怎样改写？
"""

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


def sigmoid(input: Tensor) -> Tensor:
    return torch.sigmoid(input)


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
