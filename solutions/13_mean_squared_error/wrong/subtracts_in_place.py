"""Writes the difference into input.

en: After the call input holds something else. Which line writes into the tensor that you were given?
zh: 调用之后 input 变了。哪一行写进了传进来的张量？
"""

from torch import Tensor

CAUGHT_BY = "mse_gradient.untouched"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return input.sub_(target).mul(2 / input.numel())
