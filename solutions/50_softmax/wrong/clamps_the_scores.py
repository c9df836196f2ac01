"""Clamps large scores so that exp does not overflow.

en: Your code behaves like one that clamps large scores. Then 800 and 900 become equal: how can overflow be avoided without losing their difference?
zh: 你的代码像是把过大的分数截断了。这样 800 和 900 就变得一样：怎样才能既不溢出，又不丢掉它们的差？
"""

from torch import Tensor

CAUGHT_BY = "softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = x.clamp(-80, 80).exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
