"""Tests `temperature <= 0`, which is False for nan.

en: Your code refuses 0 and negative temperatures, but lets nan through. What does every comparison with nan give?
zh: 你的代码拒绝了 0 和负的温度，却放过了 nan。任何与 nan 的比较结果是什么？
"""

from torch import Tensor

CAUGHT_BY = "softmax_with_temperature.rejects"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if temperature <= 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
