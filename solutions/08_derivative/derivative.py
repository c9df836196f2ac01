"""Derivatives of a function that you get as a function, by reverse-mode automatic differentiation.

All three follow one recipe: a leaf of our own with the values of x, a call of f, a question to autograd. The leaf is a
copy, so nothing that happens to it (requires_grad, .grad) can be seen on the caller's x, and nothing that f returns can
share memory with x.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    """f'(x) at every point of x, for an elementwise f."""
    return nth_derivative(f, x, 1)


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    """The n-th derivative of an elementwise f at every point of x; n = 0 gives f(x)."""
    if n < 0:
        raise ValueError(f"n must be 0 or more, not {n}")
    points = x.detach().clone().requires_grad_()
    y = f(points)
    for _ in range(n):
        y = _slope(y, points)
    return y.detach()


def gradient(f: Function, x: Tensor) -> Tensor:
    """The partial derivatives of a scalar-valued f by every element of x."""
    point = x.detach().clone().requires_grad_()
    y = f(point)
    if y.numel() != 1:
        raise ValueError(f"f must give one number, not a tensor of shape {tuple(y.shape)}")
    return _slope(y, point).detach()


def _slope(y: Tensor, points: Tensor) -> Tensor:
    """The derivative of the sum of y by points, recorded so that it can be differentiated again.

    With an elementwise f the sum does no harm: f(x_j) does not depend on x_i, so the derivative of the sum by x_i is f'(x_i).
    """
    if not y.requires_grad:
        # Nothing recorded leads from points to y: y is constant. autograd would refuse the question; the answer is 0.
        return torch.zeros_like(points)
    # create_graph records this calculation too, for the next derivative; without it the second one would be lost.
    return torch.autograd.grad(y.sum(), points, create_graph=True, materialize_grads=True)[0]
