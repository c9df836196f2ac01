"""Adds 1e-12 before the logarithm.

en: Your log_sigmoid never falls below a floor, as if a small number had been added before the logarithm. Can it be computed without the probability?
zh: 你的 log_sigmoid 有一个跌不破的下限，像是在取对数之前加了一个小数。能不能不算出概率就得到它？
"""

import torch
from torch import Tensor

CAUGHT_BY = "log_sigmoid.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(-torch.logaddexp(-input, torch.zeros_like(input)))


def log_sigmoid(input: Tensor) -> Tensor:
    return torch.log(sigmoid(input) + 1e-12)


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
