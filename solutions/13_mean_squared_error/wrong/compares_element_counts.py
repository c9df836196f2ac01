"""Asks only for equally many elements.

en: Your gradient function accepts two shapes with equally many elements. Does every prediction then still stand beside its own target?
zh: 你的梯度函数接受了元素个数相同但形状不同的两个张量。这时每个预测还与自己的目标对应吗？
"""

from torch import Tensor

CAUGHT_BY = "mse_gradient.rejects"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.numel() != target.numel():
        raise ValueError("shapes differ")
    return 2 * (input - target.reshape(input.shape)) / input.numel()
