"""Takes the logarithm of the probability.

en: Your logit never becomes positive. Of which ratio does it take the logarithm?
zh: 你的 logit 从不为正。它取的是哪个比值的对数？
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
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p)
