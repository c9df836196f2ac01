"""Computes (1 + tanh(x / 2)) / 2.

en: Your sigmoid rounds to 0 far on the left, where it should be tiny. Which numbers of nearly the same size cancel there?
zh: 在左边很远处，你的 sigmoid 舍入成了 0，而它本应是一个极小的数。哪两个几乎相等的数在那里抵消了？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.tail_accuracy"


def sigmoid(input: Tensor) -> Tensor:
    return (1 + torch.tanh(input / 2)) / 2


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
