"""Collects the sum in a tensor on the default device.

en: Your code makes a tensor without saying on which device. On a GPU it then meets x from another device: where should a new tensor live?
zh: 你的代码新建张量时没有指明设备。在 GPU 上，它会与另一设备上的 x 相遇：新张量应当放在哪里？
"""

import torch
from torch import Tensor

CAUGHT_BY = "softmax.device_agnostic"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    one = torch.ones((1,) * x.dim(), dtype=x.dtype)
    return weights * (one / weights.sum(dim, keepdim=True))


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
