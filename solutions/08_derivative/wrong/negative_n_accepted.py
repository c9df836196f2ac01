"""Takes a negative n for 0.

en: Your code behaves like one that returns f(x) for a negative n. A loop over range(-1) runs zero times: who tells the caller?
zh: 你的代码像是在 n 为负数时返回 f(x)。对 range(-1) 的循环一次也不会执行:由谁来告诉调用者?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "nth_derivative.rejects"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    points = x.detach().clone().requires_grad_()
    return slope(f(points), points).detach()


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
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
