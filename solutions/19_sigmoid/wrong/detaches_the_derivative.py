"""Cuts the graph inside sigmoid_gradient.

en: The values of your derivative are right, but no gradient flows back through it. Where do you leave the graph?
zh: 你的导数值是对的，但没有梯度能从它传回来。你在哪里离开了计算图？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid_gradient.gradient"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    s = sigmoid(input.detach())
    return s * (1 - s)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
