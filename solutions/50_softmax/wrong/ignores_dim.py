"""Always normalises along the last axis.

en: Your code behaves like one that always works along the last axis. What does the argument dim say?
zh: 你的代码像是总沿最后一个轴计算。参数 dim 说的是什么？
"""

from torch import Tensor

CAUGHT_BY = "softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(-1, keepdim=True)).exp()
    return weights / weights.sum(-1, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
