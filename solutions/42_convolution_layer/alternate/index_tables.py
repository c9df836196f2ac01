"""Computes for each entry of the matrix the channel, the row and the column it comes from, and looks all up at once."""

import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


def sides(x: Tensor, kernel_size, stride, padding) -> list[tuple[int, int, int, int]]:
    """(kernel, stride, padding, count) along each axis."""
    if x.dim() not in (3, 4):
        raise ValueError("x")
    found = []
    for size, k, s, p in zip(x.shape[-2:], pair(kernel_size), pair(stride), pair(padding), strict=True):
        if k < 1 or s < 1 or p < 0 or size + 2 * p < k:
            raise ValueError("kernel_size, stride or padding")
        found.append((k, s, p, (size + 2 * p - k) // s + 1))
    return found


def im2col(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    (kh, sh, ph, oh), (kw, sw, pw, ow) = sides(x, kernel_size, stride, padding)
    entry = torch.arange(x.shape[-3] * kh * kw, device=x.device)[:, None]
    place = torch.arange(oh * ow, device=x.device)
    channel = entry // (kh * kw)
    row = entry // kw % kh + place // ow * sh - ph
    column = entry % kw + place % ow * sw - pw
    height, width = x.shape[-2:]
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    found = x[..., channel, row.clamp(0, height - 1), column.clamp(0, width - 1)]
    return found.masked_fill(~inside, 0)


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    if weight.dim() != 4:
        raise ValueError("weight")
    rows, columns = sides(x, tuple(weight.shape[2:]), stride, padding)
    if x.shape[-3] != weight.shape[1]:
        raise ValueError("channels")
    matrix = im2col(x, tuple(weight.shape[2:]), stride, padding)
    product = torch.tensordot(weight.reshape(len(weight), -1), matrix, dims=([1], [matrix.dim() - 2]))
    if bias is not None:
        product = product + bias.reshape(-1, *[1] * (product.dim() - 1))
    if x.dim() == 4:
        product = product.transpose(0, 1)
    return product.reshape(*x.shape[:-3], len(weight), rows[-1], columns[-1])
