"""Collects the gradient in a tensor on the default device.

en: Your code makes a tensor without saying on which device. Where should a new tensor live?
zh: 你的代码新建张量时没有指明设备。新张量应当放在哪里？
"""

import torch
from torch import Tensor

CAUGHT_BY = "mse_gradient.device_agnostic"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    factor = torch.full((1,) * input.dim(), 2 / input.numel(), dtype=input.dtype)
    return (input - target) * factor.expand(input.shape)
