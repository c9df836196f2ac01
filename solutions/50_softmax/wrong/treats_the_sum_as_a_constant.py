"""Detaches the denominator, so that a part of the gradient is lost.

en: Your values are right, but the gradient behaves as if the denominator were a constant. Does it not depend on the scores too?
zh: 你的值是对的，但梯度表现得好像分母是常数。分母不也取决于这些分数吗？
"""

from torch import Tensor

CAUGHT_BY = "softmax.gradient"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum(dim, keepdim=True).detach()


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
