"""Forward mode: push a tangent of ones through f, once for every order; the gradient by one push for every element."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.func import jvp

Function = Callable[[Tensor], Tensor]


def differentiated(f: Function) -> Function:
    return lambda x: jvp(f, (x,), (torch.ones_like(x),))[1]


def derivative(f: Function, x: Tensor) -> Tensor:
    return differentiated(f)(x.detach())


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    for _ in range(n):
        f = differentiated(f)
    return f(x.detach()).clone()


def gradient(f: Function, x: Tensor) -> Tensor:
    x = x.detach()
    if f(x).numel() != 1:
        raise ValueError("f is not scalar-valued")
    result = torch.empty_like(x, memory_format=torch.contiguous_format)
    flat = result.view(-1)
    for i in range(x.numel()):
        tangent = torch.zeros_like(flat)
        tangent[i] = 1
        flat[i] = jvp(f, (x,), (tangent.view(x.shape),))[1].reshape(())
    return result
