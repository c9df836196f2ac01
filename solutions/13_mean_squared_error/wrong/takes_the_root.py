"""Takes the root of the mean.

en: Your error is the root of the right one. Which of the two has the unit of the data, and which of them was asked for?
zh: 你的结果是正确误差的平方根。两者之中哪一个与数据单位相同？题目要的又是哪一个？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean().sqrt()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
