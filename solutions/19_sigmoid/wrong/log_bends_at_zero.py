"""Uses clamp(max=0), whose slope at 0 is 1.

en: At exactly 0 the slope of your log_sigmoid is not 1/2. Which slopes do clamp and abs have at their corners?
zh: 恰好在 0 处，你的 log_sigmoid 斜率不是 1/2。clamp 和 abs 在尖角处的斜率各是多少？
"""

import torch
from torch import Tensor

CAUGHT_BY = "everything_is_smooth_at_zero"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(-torch.logaddexp(-input, torch.zeros_like(input)))


def log_sigmoid(input: Tensor) -> Tensor:
    return input.clamp(max=0) - torch.log1p(torch.exp(-input.abs()))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
