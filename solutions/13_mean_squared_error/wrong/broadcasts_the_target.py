"""Lets (n, 1) and (n,) broadcast.

en: Your code accepts shapes that differ. What does (n, 1) minus (n,) give, and which predictions does it compare with which targets?
zh: 你的代码接受了不同的形状。(n, 1) 减 (n,) 得到什么？它把哪些预测与哪些目标作了比较？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.rejects"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    try:
        difference = input - target
    except RuntimeError as error:
        raise ValueError("shapes differ") from error
    return (difference * difference).mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
