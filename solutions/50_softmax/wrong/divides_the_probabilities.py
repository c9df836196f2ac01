"""Applies the temperature to the probabilities instead of the scores.

en: Your results no longer sum to one: the temperature seems to act on the probabilities. On what should it act?
zh: 你的结果加起来不再等于 1：温度像是作用在了概率上。它应当作用在什么上？
"""

from torch import Tensor

CAUGHT_BY = "softmax_with_temperature.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x, dim) / temperature
