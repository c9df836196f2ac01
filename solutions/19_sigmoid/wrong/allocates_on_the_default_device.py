"""Makes its zeros on the default device.

en: Your code makes a tensor without saying on which device. Where should a new tensor live?
zh: 你的代码新建张量时没有指明设备。新张量应当放在哪里？
"""

import torch
from torch import Tensor

CAUGHT_BY = "log_sigmoid.device_agnostic"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return torch.zeros(input.shape, dtype=input.dtype) - torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
