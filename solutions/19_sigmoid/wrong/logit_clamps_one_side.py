"""Clamps below only.

en: Your logit is still infinite at 1 when eps is given. At which two places does the logarithm of the odds explode?
zh: 给出 eps 之后，你的 logit 在 1 处仍是无穷大。对数几率在哪两处会发散？
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
    p = input if eps is None else input.clamp(min=eps)
    return torch.log(p / (1 - p))
