"""Forward mode: push a tangent of ones through f, once for every order; the gradient by one push for every element."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.func import jvp

Function = Callable[[Tensor], Tensor]


def differentiated(f: Function) -> Function:
    # With 0-d points torch promotes the tangent beside a Python number to float64, hence the cast.
    return lambda x: jvp(f, (x,), (torch.ones_like(x),))[1].to(x.dtype)


def plain(x: Tensor) -> Tensor:
    """A contiguous copy: torch refuses tangents for tensors in which elements share memory."""
    return x.detach().clone(memory_format=torch.contiguous_format)


def derivative(f: Function, x: Tensor) -> Tensor:
    return differentiated(f)(plain(x))


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    for _ in range(n):
        f = differentiated(f)
    return f(plain(x))


def gradient(f: Function, x: Tensor) -> Tensor:
    x = plain(x)
    if f(x).numel() != 1:
        raise ValueError("f is not scalar-valued")
    result = torch.empty_like(x)
    flat = result.view(-1)
    for i in range(x.numel()):
        tangent = torch.zeros_like(flat)
        tangent[i] = 1
        flat[i] = jvp(f, (x,), (tangent.view(x.shape),))[1].reshape(()).to(x.dtype)
    return result
