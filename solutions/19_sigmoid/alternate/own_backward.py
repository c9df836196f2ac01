"""Says value and slope itself, through autograd functions."""

from typing import Any

import torch
from torch import Tensor


class LogSigmoid(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x.clamp(max=0) - torch.exp(-x.abs()).log1p()

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return upstream * sigmoid(-x)


class Sigmoid(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        small = torch.exp(-x.abs())
        result = torch.where(x < 0, small, torch.ones_like(x)) / (1 + small)
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> Tensor:
        (s,) = ctx.saved_tensors
        return upstream * s * (1 - s)


def sigmoid(input: Tensor) -> Tensor:
    return Sigmoid.apply(input)


def log_sigmoid(input: Tensor) -> Tensor:
    return LogSigmoid.apply(input)


def sigmoid_gradient(input: Tensor) -> Tensor:
    s = sigmoid(input)
    return s * (1 - s)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
