"""Gives the gradient of the root of the mean squared error.

en: The length of your gradient does not depend on how wrong the predictions are: it is the gradient of a root. Which function do you differentiate?
zh: 不论预测错得多离谱，你的梯度长度都不变：这是平方根的梯度。你在对哪个函数求导？
"""

import torch
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
    difference = input - target
    root = (difference * difference).mean().sqrt()
    return torch.where(root > 0, difference / (input.numel() * root.clamp(min=1e-300)), 0 * difference)
