"""Subtracts one maximum for the whole tensor.

en: Your code behaves like one that subtracts a single maximum for the whole tensor. What becomes of a slice whose scores all lie 1,000 below that maximum?
zh: 你的代码像是对整个张量只减去一个最大值。如果某一组分数全都比它小 1000，这一组会变成什么？
"""

from torch import Tensor

CAUGHT_BY = "softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.max()).exp() if x.numel() else x.exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
