"""Adds up one place of the kernel after the other: a strided slice of the whole input times one matrix."""

from itertools import product

import torch
from torch import Tensor


def conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, ...] = 1,
    padding: int | tuple[int, ...] = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> Tensor:
    dims = weight.ndim - 2
    if not 1 <= dims <= 3 or x.ndim - dims not in (1, 2):
        raise ValueError("axes")
    stride, padding, dilation = (
        [v] * dims if isinstance(v, int) else list(v) for v in (stride, padding, dilation)
    )
    if groups < 1 or min(stride + dilation) < 1 or min(padding) < 0:
        raise ValueError("stride, padding, dilation or groups")
    batched = x if x.ndim == dims + 2 else x.unsqueeze(0)
    samples, channels = batched.shape[:2]
    outputs, per_group = weight.shape[:2]
    if channels != groups * per_group or outputs % groups != 0:
        raise ValueError("channels")
    kernel, sides = list(weight.shape[2:]), list(batched.shape[2:])
    counts = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(sides, padding, dilation, kernel, stride, strict=True)
    ]
    if min(counts) < 1:
        raise ValueError("the kernel is too large")
    for axis, p in enumerate(padding):
        shape = list(batched.shape)
        shape[2 + axis] = p
        border = batched.new_zeros(shape)
        batched = torch.cat([border, batched, border], 2 + axis)
    grouped = batched.reshape(samples, groups, per_group, *batched.shape[2:])
    total = 0
    for place in product(*(range(k) for k in kernel)):
        cells = [
            slice(i * d, i * d + (count - 1) * s + 1, s)
            for i, d, count, s in zip(place, dilation, counts, stride, strict=True)
        ]
        seen = grouped[(slice(None), slice(None), slice(None), *cells)].flatten(3)
        matrix = weight[(slice(None), slice(None), *place)].reshape(groups, outputs // groups, per_group)
        total = total + matrix @ seen
    result = total.reshape(samples, outputs, *counts)
    if bias is not None:
        result = result + bias.view(1, -1, *[1] * dims)
    return result if x.ndim == dims + 2 else result.squeeze(0)
