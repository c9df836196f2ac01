"""Switches to the short form at -40, where exp has long overflowed in float16.

en: Your log_sigmoid overflows in float16. From which number on is exp too large for that dtype?
zh: 你的 log_sigmoid 在 float16 下溢出了。从哪个数开始，exp 就超出了这种类型的范围？
"""

import torch
from torch import Tensor

CAUGHT_BY = "log_sigmoid.precision"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(-torch.logaddexp(-input, torch.zeros_like(input)))


def log_sigmoid(input: Tensor) -> Tensor:
    return torch.where(input < -40, input, -torch.log1p(torch.exp(-input.clamp(min=-40))))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
