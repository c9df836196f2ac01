"""Differentiates with respect to target.

en: Your gradient points the other way, as if it were taken with respect to target. If a prediction is too high, must the error rise or fall when it rises further?
zh: 你的梯度方向反了，像是对 target 求的导。如果预测已经偏高，再升高时误差应当增大还是减小？
"""

from torch import Tensor

CAUGHT_BY = "mse_gradient.value"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    difference = input - target
    return (difference * difference).mean()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return 2 * (target - input) / input.numel()
