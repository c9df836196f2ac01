"""Computes everything in float32.

en: Your sigmoid has float32's digits only, even for float64. Which line changes the dtype?
zh: 即使输入是 float64，你的 sigmoid 也只有 float32 的精度。是哪一行改了 dtype？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input.float())).to(input.dtype)


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
