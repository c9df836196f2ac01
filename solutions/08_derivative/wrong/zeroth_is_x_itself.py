"""Calls f on the caller's tensor for n = 0, so the identity returns x itself.

en: Your code behaves like one that returns the caller's own tensor when f is the identity and n is 0. What happens to x when the result is written to?
zh: 你的代码像是在 f 为恒等函数且 n 为 0 时返回调用者自己的张量。写入结果时,x 会怎样?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "nth_derivative.aliasing"

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    points = x.detach().clone().requires_grad_()
    return slope(f(points), points).detach()


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    if n == 0:
        return f(x.detach())
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
