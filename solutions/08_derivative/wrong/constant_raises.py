"""Asks autograd for the derivative of a constant, which has no graph.

en: Your code behaves like one that trusts every result to have a graph. What does autograd say when f(x) does not depend on x, and what is the derivative then?
zh: 你的代码像是认定每个结果都有计算图。当 f(x) 不依赖 x 时,自动求导会怎样?此时导数是多少?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "a_constant_has_derivative_zero"

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
    if y.numel() != 1:
        raise ValueError("f is not scalar-valued")
    return slope(y, point).detach()


def slope(y: Tensor, points: Tensor) -> Tensor:
    return torch.autograd.grad(y, points, torch.ones_like(y), create_graph=True, materialize_grads=True)[0]
