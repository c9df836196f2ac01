"""backward() on a leaf of our own, whose .grad is emptied before every order."""

from collections.abc import Callable

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]


def leaf(x: Tensor) -> Tensor:
    return torch.empty_like(x).copy_(x).detach().requires_grad_(True)


def derivative(f: Function, x: Tensor) -> Tensor:
    points = leaf(x)
    y = f(points)
    # Adding 0 * points ties a constant to the graph, so that it needs no case of its own. Points are finite.
    (y + 0 * points).backward(torch.ones_like(points))
    return points.grad


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    points = leaf(x)
    y = f(points) + 0 * points
    for _ in range(n):
        points.grad = None
        y.backward(torch.ones_like(y), create_graph=True)
        y = points.grad + 0 * points
    points.grad = None
    return y.detach()


def gradient(f: Function, x: Tensor) -> Tensor:
    point = leaf(x)
    value = f(point)
    if value.dim() and value.numel() > 1:
        raise ValueError("f is not scalar-valued")
    (value.reshape(()) + 0 * point.sum()).backward()
    return point.grad
