"""Counts by trying positions, and adds up one tap of the kernel after the other."""

import torch
from torch import Tensor


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    if min(kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("kernel_size, stride, dilation or padding")
    last_tap = dilation * (kernel_size - 1)
    count = sum(1 for _ in range(-padding, size + padding - last_tap, stride))
    if not count:
        raise ValueError("no window fits")
    return count


def windows(x: Tensor, size: int, stride: int) -> Tensor:
    if not x.dim():
        raise ValueError("x has no axis")
    shape, steps = list(x.shape), list(x.stride())
    shape[-1:] = [output_size(shape[-1], size, stride), size]
    steps.insert(-1, steps[-1] * stride)
    return torch.as_strided(x, shape, steps, x.storage_offset())


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    if x.dim() != 3 or weight.dim() != 3 or x.shape[1] != weight.shape[1]:
        raise ValueError("shapes")
    taps = weight.shape[-1]
    count = output_size(x.shape[-1], taps, stride)
    total = x.new_zeros(x.shape[0], weight.shape[0], count)
    for k in range(taps):
        seen = x[..., k : k + (count - 1) * stride + 1 : stride]
        total = total + torch.matmul(weight[..., k], seen)
    return total
