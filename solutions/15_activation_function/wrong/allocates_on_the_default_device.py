"""Spreads the bias of the neuron over a tensor on the default device.

en: Your code makes a tensor without saying on which device. Where should a new tensor live?
zh: 你的代码新建张量时没有指明设备。新张量应当放在哪里？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "neuron.device_agnostic"


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
    return activate((x * w).sum(-1) + b * torch.ones(x.shape[:-1], dtype=x.dtype), name)
