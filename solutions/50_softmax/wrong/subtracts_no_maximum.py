"""Exponentiates the scores as they are.

en: Your code behaves like one that exponentiates the scores as they are. How large is exp(1000), and what can you do to all scores of a slice without changing the answer?
zh: 你的代码像是直接对分数取指数。exp(1000) 有多大？对一组分数同时做什么，结果不会改变？
"""

from torch import Tensor

CAUGHT_BY = "softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = x.exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
