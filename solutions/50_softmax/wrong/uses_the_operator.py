"""Calls the operator that was to be written.

en: Your code asks torch for its own softmax. What happens to large scores before exp, and what is divided by what?
zh: 你的代码直接调用了 torch 自带的 softmax。取 exp 之前要怎样处理很大的分数？又是什么除以什么？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


def softmax(x: Tensor, dim: int) -> Tensor:
    return torch.softmax(x, dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    return x.log_softmax(dim)


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if math.isnan(temperature) or temperature <= 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
