"""Takes the logarithm of the probabilities.

en: Your code behaves like one that takes the logarithm of softmax. What is log of a probability that has underflowed to 0? Simplify log(exp(s) / sum) on paper first.
zh: 你的代码像是先算 softmax 再取对数。概率下溢成 0 之后，它的对数是多少？先在纸上化简 log(exp(s) / sum)。
"""

from torch import Tensor

CAUGHT_BY = "log_softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    return softmax(x, dim).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
