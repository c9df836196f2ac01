"""Squares the mean difference.

en: In your code errors of opposite sign cancel. What has to happen to each difference before they are averaged?
zh: 在你的代码里，正负误差会互相抵消。取平均之前，每个差应当先做什么？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return difference.mean() ** 2


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
