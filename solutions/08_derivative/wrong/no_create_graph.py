"""Does not record the first derivative, so the second is lost.

en: Your code behaves like one whose second derivative knows nothing of the first. What must autograd record to be able to differentiate a derivative?
zh: 你的代码像是求二阶导数时,一阶导数的来历已经丢失。要对导数再求导,自动求导必须记录什么?
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
    return torch.autograd.grad(y, points, torch.ones_like(y), retain_graph=True, materialize_grads=True)[0]
