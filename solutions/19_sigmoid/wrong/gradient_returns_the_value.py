"""Returns the sigmoid for its derivative.

en: Your derivative grows to 1 on the right. How steep is the sigmoid where it is flat?
zh: 你的导数在右边增大到 1。sigmoid 在平坦的地方有多陡？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid_gradient.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
