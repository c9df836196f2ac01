"""Looks up all windows with one index table an axis, and multiplies the columns group by group."""

import math

import torch
from torch import Tensor


def spread_out(value: int | tuple[int, ...], axes: int) -> list[int]:
    return [value] * axes if isinstance(value, int) else list(value)


def conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, ...] = 1,
    padding: int | tuple[int, ...] = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> Tensor:
    kernel = weight.shape[2:]
    axes = len(kernel)
    if weight.dim() not in (3, 4, 5) or x.dim() not in (weight.dim(), weight.dim() - 1):
        raise ValueError("axes")
    if groups < 1 or weight.shape[0] % groups or x.shape[-axes - 1] != weight.shape[1] * groups:
        raise ValueError("groups")
    seen, counts = x, []
    steps = (spread_out(v, axes) for v in (stride, padding, dilation))
    for axis, (k, s, p, d) in enumerate(zip(kernel, *steps, strict=True)):
        if s < 1 or d < 1 or p < 0:
            raise ValueError("stride, padding or dilation")
        # The axis itself becomes the windows; the places inside go to the end.
        dim = x.dim() - axes + axis
        size = x.shape[dim]
        starts = (
            torch.arange(-p, size + p - d * (k - 1), s, device=x.device)
            if size + 2 * p > d * (k - 1)
            else None
        )
        if starts is None:
            raise ValueError("the kernel is too large")
        cell = starts[:, None] + d * torch.arange(k, device=x.device)
        inside = (cell >= 0) & (cell < size)
        picked = seen.movedim(dim, -1)[..., cell.clamp(0, size - 1)]
        picked = torch.where(inside, picked, torch.zeros((), dtype=x.dtype, device=x.device))
        seen = picked.movedim(-2, dim)
        counts.append(len(starts))
    lead = x.shape[: -axes - 1]
    inner = weight.shape[1] * math.prod(kernel)
    # (..., C, *out, *kernel) -> (..., groups, C / groups * kernel, out)
    columns = seen.flatten(-axes).flatten(-axes - 1, -2).transpose(-1, -2)
    columns = columns.reshape(*lead, groups, inner, math.prod(counts))
    result = weight.reshape(groups, -1, inner) @ columns
    result = result.reshape(*lead, weight.shape[0], *counts)
    if bias is not None:
        result = result + bias[(..., *[None] * axes)]
    return result
