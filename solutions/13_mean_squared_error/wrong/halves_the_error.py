"""Takes half of the mean, as textbooks do to lose the 2 of the derivative.

en: Your error is half of the right one. Does the definition contain a one half, or only the textbook that wants a tidy derivative?
zh: 你的误差只有正确值的一半。定义里有二分之一吗，还是只有想让导数好看的教科书里才有？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean() / 2


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
