"""Calls the activations that were to be written.

en: Your code asks torch for its own activation. What does the formula in the table say, and where could it overflow?
zh: 你的代码直接调用了 torch 自带的激活函数。表中的公式是什么？它在哪里可能溢出？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


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
        return logistic(z)
    if name == "tanh":
        return torch.tanh(z)
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
