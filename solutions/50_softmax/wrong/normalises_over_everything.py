"""Divides by the sum over the whole tensor.

en: Your probabilities sum to one over the whole tensor. Along which axis should they sum to one?
zh: 你的概率在整个张量上加起来才等于 1。它们应当沿哪个轴加起来等于 1?
"""

from torch import Tensor

CAUGHT_BY = "softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum()


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
