"""Computes without a graph and states the two vector-Jacobian products itself."""

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx


class Softmax(torch.autograd.Function):
    """y = softmax(x); the gradient of x is y * (g - sum(g * y))."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, dim: int) -> Tensor:
        y = (x - x.amax(dim, keepdim=True)).exp_()
        y /= y.sum(dim, keepdim=True)
        ctx.save_for_backward(y)
        ctx.dim = dim
        return y

    @staticmethod
    def backward(ctx: FunctionCtx, g: Tensor) -> tuple[Tensor, None]:
        (y,) = ctx.saved_tensors
        return y * (g - (g * y).sum(ctx.dim, keepdim=True)), None


class LogSoftmax(torch.autograd.Function):
    """y = log softmax(x); the gradient of x is g - exp(y) * sum(g)."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, dim: int) -> Tensor:
        y = x - x.amax(dim, keepdim=True)
        y = y - y.exp().sum(dim, keepdim=True).log()
        ctx.save_for_backward(y)
        ctx.dim = dim
        return y

    @staticmethod
    def backward(ctx: FunctionCtx, g: Tensor) -> tuple[Tensor, None]:
        (y,) = ctx.saved_tensors
        return g - y.exp() * g.sum(ctx.dim, keepdim=True), None


def softmax(x: Tensor, dim: int) -> Tensor:
    return Softmax.apply(x, dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    return LogSoftmax.apply(x, dim)


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
