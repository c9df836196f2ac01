"""Takes the logarithm of the probabilities plus 1e-12.

en: Your log-probabilities never fall below a floor, as if a small number had been added before the logarithm. Can the logarithm be taken without computing the probability at all?
zh: 你的对数概率有一个跌不破的下限，像是在取对数之前加了一个小数。能不能不算出概率就得到它的对数？
"""

from torch import Tensor

CAUGHT_BY = "log_softmax.value"


def softmax(x: Tensor, dim: int) -> Tensor:
    weights = (x - x.amax(dim, keepdim=True)).exp()
    return weights / weights.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    return (softmax(x, dim) + 1e-12).log()


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, but is {temperature}")
    return softmax(x / temperature, dim)
