"""Averages the absolute differences.

en: Your error doubles when the differences double. Which power of the difference is in the name?
zh: 差变成两倍时，你的误差也只变成两倍。这个名字里说的是差的几次方？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return difference.abs().mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
