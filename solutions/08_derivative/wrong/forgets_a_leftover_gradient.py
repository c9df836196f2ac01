"""Clears the caller's .grad.

en: Your code behaves like one that empties .grad on the caller's tensor. What if the caller still needs the gradient that was there?
zh: 你的代码像是清空了调用者张量上的 .grad。如果调用者还需要原来的梯度呢?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "x_is_left_as_it_was"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    points = x.detach().clone().requires_grad_()
    return slope(f(points), points).detach()


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
    x.grad = None
    y = f(point)
    if y.numel() != 1:
        raise ValueError("f is not scalar-valued")
    return slope(y, point).detach()


def slope(y: Tensor, points: Tensor) -> Tensor:
    if not y.requires_grad:
        return torch.zeros_like(points)
    return torch.autograd.grad(y, points, torch.ones_like(y), create_graph=True, materialize_grads=True)[0]
