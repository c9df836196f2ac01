"""Flattens the difference and takes its dot product with itself."""

from torch import Tensor


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    flat = (input - target).reshape(-1)
    return flat @ flat / flat.numel()


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    if input.size() != target.size():
        raise ValueError("shapes differ")
    return (input - target).div(input.numel() / 2)
