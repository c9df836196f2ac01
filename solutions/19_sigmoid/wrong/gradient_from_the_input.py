"""Computes x * (1 - x).

en: Your derivative is x * (1 - x). Into which variable does the formula with (1 - s) put its s?
zh: 你的导数是 x * (1 - x)。公式里的 s 指的是哪个量？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid_gradient.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return input * (1 - input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
