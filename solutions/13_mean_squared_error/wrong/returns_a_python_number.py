"""Returns the error as a detached number.

en: Your values are right, but no gradient comes back from them. At which point do you leave the graph?
zh: 你的值是对的，但没有梯度能从它传回来。你在哪一步离开了计算图？
"""

from torch import Tensor

CAUGHT_BY = "mean_squared_error.gradient"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return difference.new_tensor((difference * difference).mean().item())


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (input - target) / input.numel()
