"""Divides the sum by the length of the first axis only.

en: Your error grows with the number of columns. Over how many numbers does the mean run when input has more than one axis?
zh: 你的误差随列数增大。当 input 不止一个轴时，平均是对多少个数取的？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).sum() / (len(difference) if difference.dim() else 1)


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
