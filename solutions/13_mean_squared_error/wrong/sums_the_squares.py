"""Adds up the squares without dividing.

en: Your error is a sum. What happens to it when the same data are written twice, and what should happen to a mean?
zh: 你的误差是求和。把同样的数据重复写两遍，它会怎样变化？平均值又应该怎样？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).sum()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
