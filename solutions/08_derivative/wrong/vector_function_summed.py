"""Sums the results of a function that is not scalar-valued.

en: Your code behaves like one that silently adds up the results when f gives several numbers. What has a gradient: a number or a tensor of numbers?
zh: 你的代码像是在 f 给出多个数时悄悄把它们加起来。梯度是对一个数而言的,还是对一组数?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "gradient.rejects"

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
    y = f(point)
    return slope(y, point).detach()


def slope(y: Tensor, points: Tensor) -> Tensor:
    if not y.requires_grad:
        return torch.zeros_like(points)
    return torch.autograd.grad(y, points, torch.ones_like(y), create_graph=True, materialize_grads=True)[0]
