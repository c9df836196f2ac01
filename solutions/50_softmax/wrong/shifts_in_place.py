"""Subtracts the maximum from x itself.

en: After the call x has other values than before. Which of your lines writes into the tensor that you were given?
zh: 调用之后，x 的值变了。你的哪一行代码写进了传进来的张量？
"""

from torch import Tensor

CAUGHT_BY = "softmax.untouched"


def softmax(x: Tensor, dim: int) -> Tensor:
    x -= x.amax(dim, keepdim=True).detach()
    weights = x.exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
