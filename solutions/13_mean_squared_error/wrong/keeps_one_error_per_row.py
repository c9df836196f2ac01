"""Averages along the last axis only.

en: Your result still has axes. How many numbers does the error of a whole batch consist of?
zh: 你的结果还留着轴。整个批次的误差应当是几个数？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.shape"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean(-1)


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
