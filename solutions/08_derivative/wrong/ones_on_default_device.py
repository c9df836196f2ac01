"""Makes the weights of the results on the default device.

en: Your code behaves like one that makes a tensor without saying where. On which device must grad_outputs live?
zh: 你的代码像是创建张量时没有说明放在哪里。grad_outputs 必须在哪个设备上?
"""

from collections.abc import Callable

import torch
from torch import Tensor

CAUGHT_BY = "derivative.device_agnostic"

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
    return torch.autograd.grad(
        y, points, torch.ones(y.shape, dtype=y.dtype), create_graph=True, materialize_grads=True
    )[0]
