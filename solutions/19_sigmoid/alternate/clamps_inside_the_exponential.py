"""Keeps the argument of exp small by a clamp that no result can feel."""

import torch
from torch import Tensor

# Where exp(-x) is still finite and its reciprocal no longer matters.
LOWEST = {torch.float64: -700.0, torch.float32: -85.0, torch.bfloat16: -85.0, torch.float16: -11.0}


def sigmoid(input: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-input.clamp(min=LOWEST[input.dtype])))


def log_sigmoid(input: Tensor) -> Tensor:
    # Each branch sees its own side only; the clamps keep the other side out of exp.
    right = -torch.log1p(torch.exp(-input.clamp(min=0)))
    left = input - torch.log1p(torch.exp(input.clamp(max=0)))
    return torch.where(input > 0, right, left)


def sigmoid_gradient(input: Tensor) -> Tensor:
    s = sigmoid(input)
    return s - s * s


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input * 1 if eps is None else torch.clip(input, eps, 1 - eps)
    return -torch.log((1 - p) / p)
