"""Differentiates the caller's x itself, and leaves requires_grad and .grad on it.

en: Your code behaves like one that leaves a gradient on the caller's tensor. Whose leaf should autograd write on?
zh: 你的代码像是把梯度留在了调用者的张量上。自动求导应该写在谁的叶子上?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "x_is_left_as_it_was"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    x.requires_grad_()
    (f(x) + 0 * x).sum().backward()
    return x.grad.clone()


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    points = x.detach().clone().requires_grad_()
    y = f(points)
    for _ in range(n):
        y = slope(y, points)
    return y.detach()


def gradient(f: Function, x: Tensor) -> Tensor:
    point = x.detach().clone().requires_grad_()
    y = f(point)
    if y.numel() != 1:
        raise ValueError("f is not scalar-valued")
    return slope(y, point).detach()


def slope(y: Tensor, points: Tensor) -> Tensor:
    if not y.requires_grad:
        return torch.zeros_like(points)
    return torch.autograd.grad(y, points, torch.ones_like(y), create_graph=True, materialize_grads=True)[0]
