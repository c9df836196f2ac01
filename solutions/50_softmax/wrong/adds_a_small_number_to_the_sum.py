"""Adds 1e-8 to the denominator, just in case.

en: Your probabilities sum to slightly less than one, as if a small number had been added to the denominator. After the shift, can the sum ever be 0?
zh: 你的概率之和略小于 1，像是在分母上加了一个小数。平移之后，总和还可能是 0 吗？
"""

from torch import Tensor

CAUGHT_BY = "softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / (weights.sum(dim, keepdim=True) + 1e-8)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
