"""Clamps the scores to [-10, 10].

en: Your sigmoid stops at 10 and at -10, as if the scores were clamped. Is sigmoid(-20) the same as sigmoid(-10)?
zh: 你的 sigmoid 在 10 和 -10 处停住了，像是把分数截断了。sigmoid(-20) 与 sigmoid(-10) 一样吗？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.value"


def sigmoid(input: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-input.clamp(-10, 10)))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
