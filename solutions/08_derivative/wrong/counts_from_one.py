"""Counts n from one: n = 1 gives f itself.

en: Your code behaves like one that differentiates once too seldom. How many derivatives is n = 1?
zh: 你的代码像是少求了一次导。n = 1 表示求几次导?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "nth_derivative.value"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    points = x.detach().clone().requires_grad_()
    return slope(f(points), points).detach()


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    points = x.detach().clone().requires_grad_()
    y = f(points)
    for _ in range(1, n):
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
