"""Returns the derivative of every result by every point.

en: Your code behaves like one that returns the whole Jacobian. f works elementwise: which of its entries can differ from 0?
zh: 你的代码像是返回了整个雅可比矩阵。f 是逐元素作用的:其中哪些元素可能不为 0?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "derivative.shape"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    return torch.autograd.functional.jacobian(f, x.detach().clone())


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
