"""Uses exp(z) for the negative side of elu.

en: Your elu jumps at 0. What must the exponential become so that both sides meet there?
zh: 你的 elu 在 0 处有跳变。指数那一边要怎样改，两边才能在那里相接？
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
        return torch.where(z > 0, z, torch.exp(z.clamp(max=0)))
    if name == "sigmoid":
        return logistic(z)
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
