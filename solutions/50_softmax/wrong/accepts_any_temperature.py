"""Does not check the temperature.

en: Your code accepts a temperature of 0 or less. What would it mean to divide by it, and what should be raised?
zh: 你的代码接受 0 或负的温度。除以它意味着什么？应当抛出什么异常？
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
    return softmax(x / temperature, dim)
