"""Multiplies the scores by the temperature.

en: In your code a higher temperature makes the result sharper. Heat should blur: what has to be done with the scores?
zh: 在你的代码里，温度越高，结果越尖锐。温度升高应当使分布变平：应当对分数做什么？
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
    return softmax(x * temperature, dim)
