"""Computes 1 - 1 / (1 + exp(x)).

en: Your sigmoid loses its digits far on the left. What is left of a tiny number after it was subtracted from 1?
zh: 在左边很远处，你的 sigmoid 丢掉了有效数字。用 1 减出来的极小的数还剩下什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.tail_accuracy"


def sigmoid(input: Tensor) -> Tensor:
    return 1 - 1 / (1 + torch.exp(input.clamp(max=80)))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
