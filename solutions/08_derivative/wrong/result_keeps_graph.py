"""Returns a result that still hangs on its graph.

en: Your code behaves like one that returns the derivative together with its graph. What keeps the whole calculation in memory, and how do you cut it off?
zh: 你的代码像是把导数连同计算图一起返回。是什么让整个计算过程留在内存里?怎样切断它?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "the_result_carries_no_graph"

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
    return y


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
