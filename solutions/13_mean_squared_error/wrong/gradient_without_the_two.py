"""Forgets the 2 of the derivative of a square.

en: Your gradient is half of the right one. What is the derivative of a square?
zh: 你的梯度只有正确值的一半。平方的导数是什么？
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
    return (input - target) / input.numel()
