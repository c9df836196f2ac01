"""Expands (x - t) squared into three terms.

en: Your error loses its digits when input and target are large and close. Which terms of nearly the same size do you subtract?
zh: 当 input 和 target 都很大又很接近时，你的误差丢掉了有效数字。你把哪些几乎一样大的项相减了？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return (input * input).mean() - 2 * (input * target).mean() + (target * target).mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
