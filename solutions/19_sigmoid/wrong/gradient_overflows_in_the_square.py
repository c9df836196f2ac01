"""Computes exp(-x) / (1 + exp(-x)) ** 2 as it is written.

en: Your derivative is nan far on the left. What are numerator and denominator there, and what does the symmetry of the curve allow?
zh: 在左边很远处，你的导数是 nan。那里的分子和分母各是什么？曲线的对称性又允许你怎样做？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid_gradient.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    e = torch.exp(-input)
    return e / (1 + e) ** 2


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
