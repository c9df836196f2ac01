"""Folds z with abs, whose slope at 0 is 0.

en: Your sigmoid has the slope 0 at exactly 0. Through which function does the gradient go there, and what is the slope of abs at 0?
zh: 恰好在 0 处，你的 sigmoid 斜率为 0。梯度在那里经过了哪个函数？abs 在 0 处的斜率是多少？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "the_slope_at_zero_is_the_one_of_the_table"


def logistic(z: Tensor) -> Tensor:
    return torch.exp(-torch.logaddexp(-z, torch.zeros_like(z)))


def activate(z: Tensor, name: str) -> Tensor:
    if name == "relu":
        return torch.where(z <= 0, torch.zeros_like(z), z)
    if name == "leaky_relu":
        return torch.where(z > 0, z, 0.01 * z)
    if name == "elu":
        return torch.where(z > 0, z, torch.expm1(z.clamp(max=0)))
    if name == "sigmoid":
        small = torch.exp(-z.abs())
        return torch.where(z < 0, small, torch.ones_like(z)) / (1 + small)
    if name == "tanh":
        return 2 * logistic(2 * z) - 1
    if name == "softplus":
        return torch.logaddexp(z, torch.zeros_like(z))
    if name == "silu":
        return z * logistic(z)
    if name == "gelu":
        return z * (1 + torch.erf(z / math.sqrt(2))) / 2
    if name == "gelu_tanh":
        return z * logistic(2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))
    raise ValueError(f"no activation is called {name!r}")


def neuron(x: Tensor, w: Tensor, b: Tensor, name: str) -> Tensor:
    return activate(x @ w + b, name)
