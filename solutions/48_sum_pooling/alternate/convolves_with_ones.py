"""Adds with a convolution whose kernel is all ones; powers and roots go through the sign and the logarithm's base."""

import torch.nn.functional as F
from torch import Tensor


def as_pair(value: int | tuple[int, int]) -> list[int]:
    return [value, value] if isinstance(value, int) else list(value)


def sum_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    kernel, pad = as_pair(kernel_size), as_pair(padding)
    step = kernel if stride is None else as_pair(stride)
    if x.dim() not in (3, 4) or min(kernel + step) < 1:
        raise ValueError("x, kernel_size or stride")
    for side, k, p in zip(x.shape[-2:], kernel, pad, strict=True):
        if p < 0 or p > k // 2 or side + 2 * p < k:
            raise ValueError("padding or kernel_size")
    images = x.reshape(x.shape[:-2].numel(), 1, *x.shape[-2:])
    sums = F.conv2d(images, x.new_ones(1, 1, *kernel), stride=step, padding=pad)
    return sums.reshape(*x.shape[:-2], *sums.shape[-2:])


def lp_pool2d(
    x: Tensor,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Tensor:
    if not norm_type > 0:
        raise ValueError("norm_type")
    power = x.abs().pow(norm_type)
    if norm_type % 2 == 1:
        power = power * x.sign()
    return sum_pool2d(power, kernel_size, stride).pow(1 / norm_type)
