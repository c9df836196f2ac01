"""Turns the nan of a slice without an answer into 0.

en: For a slice of nothing but -inf your code gives numbers. No probabilities exist there: what does torch answer, and why should that not be hidden?
zh: 对全是 -inf 的一组分数，你的代码给出了普通的数。这里根本不存在概率：torch 的回答是什么？为什么不该把它掩盖掉？
"""

from torch import Tensor

CAUGHT_BY = "softmax.edges"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return (weights / weights.sum(dim, keepdim=True)).nan_to_num(0.0)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
