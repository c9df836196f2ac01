"""torch.func: grad turns a function into its derivative, and vmap spreads it over the points."""

from collections.abc import Callable

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    return nth_derivative(f, x, 1)


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    if n < 0:
        raise ValueError("n is negative")
    if x.numel() == 0:
        return torch.empty_like(x).detach()
    for _ in range(n):
        f = torch.func.grad(f)
    return torch.func.vmap(f)(x.detach().reshape(-1)).reshape(x.shape).clone()


def gradient(f: Function, x: Tensor) -> Tensor:
    value, pull = torch.func.vjp(f, x.detach())
    if value.numel() > 1:
        raise ValueError("f is not scalar-valued")
    return pull(torch.ones_like(value))[0].detach().clone()
