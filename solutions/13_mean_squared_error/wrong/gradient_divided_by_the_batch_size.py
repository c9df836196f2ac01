"""Divides the gradient by the length of the first axis only.

en: Your gradient divides by the number of rows. By which number does the mean of a table divide?
zh: 你的梯度除以了行数。对一张表取平均时，除以的是哪个数？
"""

from torch import Tensor

CAUGHT_BY = "mse_gradient.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / (len(input) if input.dim() else 1)
