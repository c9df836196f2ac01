"""Keeps every argument of exp within 80, where the answer is already rounded."""

import math

import torch
from torch import Tensor


def logistic(z: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-z.clamp(-80, 80)))


def hyperbolic(z: Tensor) -> Tensor:
    doubled = torch.expm1(2 * z.clamp(-40, 40))
    return doubled / (doubled + 2)


def activate(z: Tensor, name: str) -> Tensor:
    match name:
        case "relu":
            return z * (z > 0)
        case "leaky_relu":
            return torch.where(z > 0, z, z / 100)
        case "elu":
            return z * (z > 0) + (z.clamp(max=0).exp() - 1) * (z <= 0)
        case "sigmoid":
            return logistic(z)
        case "tanh":
            return hyperbolic(z)
        case "softplus":
            return torch.where(z > 20, z, z.clamp(max=20).exp().log1p())
        case "silu":
            return logistic(z).mul(z)
        case "gelu":
            return 0.5 * z * torch.erfc(-z * 0.5**0.5)
        case "gelu_tanh":
            return 0.5 * z * (1 + hyperbolic((2 / math.pi) ** 0.5 * (z + 0.044715 * z * z * z)))
        case _:
            raise ValueError(name)


def neuron(x: Tensor, w: Tensor, b: Tensor, name: str) -> Tensor:
    return activate((x * w).sum(-1) + b, name)
