"""Switches requires_grad on for the caller's x.

en: Your code behaves like one that switches requires_grad on for the caller's tensor. What will the caller notice at their next calculation with x?
zh: 你的代码像是给调用者的张量打开了 requires_grad。调用者接下来用 x 计算时会发现什么?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "x_is_left_as_it_was"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    x.requires_grad_()
    return slope(f(x), x).detach()


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
