"""Uses the exact form for gelu_tanh.

en: Your gelu_tanh is the exact gelu. A network trained with the approximation wants the approximation: what does its formula contain?
zh: 你的 gelu_tanh 给出的是精确的 gelu。用近似式训练的网络要的就是近似式：它的公式里有什么？
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
        return 2 * logistic(2 * z) - 1
    if name == "softplus":
        return torch.logaddexp(z, torch.zeros_like(z))
    if name == "silu":
        return z * logistic(z)
    if name == "gelu":
        return z * (1 + torch.erf(z / math.sqrt(2))) / 2
    if name == "gelu_tanh":
        return activate(z, "gelu")
    raise ValueError(f"no activation is called {name!r}")


def neuron(x: Tensor, w: Tensor, b: Tensor, name: str) -> Tensor:
    return activate(x @ w + b, name)
