"""Chooses between two forms with where, both of them computed everywhere.

en: Your values are right, but the gradient is nan far out. What does the branch that torch.where does not take compute there?
zh: 你的值是对的，但在远处梯度是 nan。torch.where 没有选中的那个分支，在那里算出了什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.gradient"


def sigmoid(input: Tensor) -> Tensor:
    return torch.where(input >= 0, 1 / (1 + torch.exp(-input)), torch.exp(input) / (1 + torch.exp(input)))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
