"""Gathers the windows of the convolution by an index table and makes one matrix product of it."""

import torch
from torch import Tensor


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    if kernel_size < 1 or stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("kernel_size, stride, dilation or padding")
    effective = kernel_size + (kernel_size - 1) * (dilation - 1)
    padded = size + padding + padding
    if effective > padded:
        raise ValueError("no window fits")
    return -(-(padded - effective + 1) // stride)


def windows(x: Tensor, size: int, stride: int) -> Tensor:
    if x.dim() < 1:
        raise ValueError("x has no axis")
    count = output_size(x.size(-1), size, stride)
    every = x.size(-1) - size + 1
    # First all windows at stride 1, then every stride-th of them: slicing changes only the stride again.
    dense = x.as_strided((*x.shape[:-1], every, size), (*x.stride(), x.stride(-1)))
    view = dense[..., ::stride, :]
    assert view.shape[-2] == count
    return view


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    if x.ndim != 3 or weight.ndim != 3:
        raise ValueError("x and weight must have three axes")
    if x.shape[1] != weight.shape[1]:
        raise ValueError("channels differ")
    samples, channels, length = x.shape
    outputs, _, taps = weight.shape
    count = output_size(length, taps, stride)
    table = torch.arange(count, device=x.device)[:, None] * stride + torch.arange(taps, device=x.device)
    columns = x[:, :, table].permute(0, 2, 1, 3).reshape(samples, count, channels * taps)
    return (columns @ weight.reshape(outputs, channels * taps).T).transpose(1, 2)
