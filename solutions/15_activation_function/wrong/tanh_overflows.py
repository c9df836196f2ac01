"""Divides two exponentials.

en: Your tanh is nan far from 0. What do numerator and denominator become there, and by what can both be divided?
zh: 离 0 很远时，你的 tanh 是 nan。那时分子和分母各变成什么？两者可以同时除以什么？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "activate.value"


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
        return (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))
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
