"""One point at a time: each element is a graph of its own, and the n-th derivative is a recursion on closures."""

from collections.abc import Callable

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]


def slope(f: Function) -> Function:
    """The derivative of a function of one number, as a function that can be differentiated again."""

    def differentiated(t: Tensor) -> Tensor:
        if not t.requires_grad:
            t = t.detach().requires_grad_()
        y = f(t)
        if not y.requires_grad:
            return torch.zeros_like(t)
        found = torch.autograd.grad(y, t, create_graph=True, allow_unused=True)[0]
        return torch.zeros_like(t) if found is None else found

    return differentiated


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    g = slope(nth_of(f, n - 1)) if n else f
    result = torch.empty_like(x).detach()
    for index in range(x.numel()):
        place = torch.unravel_index(torch.tensor(index), x.shape) if x.dim() else ()
        result[place] = g(x[place].detach().clone()).detach()
    return result


def nth_of(f: Function, n: int) -> Function:
    return slope(nth_of(f, n - 1)) if n else f


def derivative(f: Function, x: Tensor) -> Tensor:
    return nth_derivative(f, x, 1)


def gradient(f: Function, x: Tensor) -> Tensor:
    def along(t: Tensor) -> Tensor:
        value = f(t)
        if value.numel() != 1:
            raise ValueError("f is not scalar-valued")
        return value

    return torch.autograd.functional.jacobian(along, x.detach().clone()).reshape(x.shape)
