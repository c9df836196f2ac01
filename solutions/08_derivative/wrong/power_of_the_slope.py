"""Raises the first derivative to the power n.

en: Your code behaves like one that reads the n of the n-th derivative as an exponent. What are the second derivative of x ** 3 and the square of its first?
zh: 你的代码像是把 n 阶导数里的 n 当成了指数。x ** 3 的二阶导数和一阶导数的平方分别是多少?
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
    return (slope(y, points) ** n if n else y).detach()


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
