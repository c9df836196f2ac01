"""Uses log(1 + y) where log1p(y) is needed.

en: Far on the right your log_sigmoid becomes 0, where it should be a tiny negative number. What is left of a tiny number after 1 was added to it?
zh: 在右边很远处，你的 log_sigmoid 变成了 0，而它本应是一个极小的负数。一个极小的数加上 1 之后还剩下什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "log_sigmoid.tail_accuracy"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(-torch.logaddexp(-input, torch.zeros_like(input)))


def log_sigmoid(input: Tensor) -> Tensor:
    zero = torch.zeros_like(input)
    return torch.minimum(input, zero) - torch.log(1 + torch.exp(-input.abs()))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
