"""Takes the logarithm of the sigmoid.

en: Your log_sigmoid is -inf far on the left. What is the logarithm of a probability that has become 0? Simplify on paper first.
zh: 在左边很远处，你的 log_sigmoid 是 -inf。概率变成 0 之后，它的对数是什么？先在纸上化简。
"""

import torch
from torch import Tensor

CAUGHT_BY = "log_sigmoid.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(-torch.logaddexp(-input, torch.zeros_like(input)))


def log_sigmoid(input: Tensor) -> Tensor:
    return torch.log(sigmoid(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
