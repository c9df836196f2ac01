"""Takes a central difference instead of a derivative.

en: Your code behaves like one that compares f at two neighbouring points. A difference loses half the digits: what does torch record while f runs?
zh: 你的代码像是比较 f 在两个邻近点上的值。差分会丢掉一半的有效数字:f 运行时,torch 记录了什么?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "derivative.value"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    h = 1e-5 if x.dtype == torch.float64 else 1e-2
    x = x.detach()
    return (f(x + h) - f(x - h)) / (2 * h)


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
