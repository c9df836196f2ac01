"""Forgets to divide the gradient by n.

en: Your gradient is the one of a sum. Where did the 1/n of the mean go when you differentiated?
zh: 你的梯度是求和的梯度。求导时，平均值的 1/n 到哪里去了？
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
    return 2 * (input - target)
