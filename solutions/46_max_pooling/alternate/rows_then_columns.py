"""Pools along the rows and then along the columns: the largest of the row maxima is the largest of all."""

import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_size(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count - 1 if (count - 1) * stride >= size + padding else count


def check(
    x: Tensor, kernel: tuple, step: tuple, pad: tuple, spread: tuple, ceil_mode: bool
) -> tuple[int, int]:
    """Refuse bad arguments; return the size of the result."""
    if x.dim() not in (3, 4):
        raise ValueError(f"x must have 3 or 4 axes, but has {x.dim()}")
    if min(*kernel, *step, *spread) < 1:
        raise ValueError("kernel_size, stride and dilation must be at least 1")
    if min(pad) < 0 or pad[0] > kernel[0] // 2 or pad[1] > kernel[1] // 2:
        raise ValueError("padding must lie between 0 and kernel_size // 2")
    out_h = output_size(x.shape[-2], kernel[0], step[0], pad[0], spread[0], ceil_mode)
    out_w = output_size(x.shape[-1], kernel[1], step[1], pad[1], spread[1], ceil_mode)
    if min(out_h, out_w) < 1:
        raise ValueError("not even one window fits")
    return out_h, out_w


def pool_last_axis(
    value: Tensor, position: Tensor, count: int, kernel: int, step: int, pad: int, spread: int
) -> tuple[Tensor, Tensor]:
    """Maxima along the last axis, and the positions that came with them; -1 is no position at all."""
    size = value.shape[-1]
    starts = torch.arange(count, device=value.device) * step - pad
    best, where = None, None
    for j in range(kernel):
        source = starts + j * spread
        outside = (source < 0) | (source >= size)
        source = source.clamp(0, size - 1)
        candidate = value.index_select(-1, source)
        place = position.index_select(-1, source).masked_fill(outside, -1)
        if best is None:
            best, where = candidate, place
            continue
        better = (place >= 0) & ((where < 0) | candidate.isnan() | (candidate > best))
        best, where = torch.where(better, candidate, best), torch.where(better, place, where)
    return best, where


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    kernel, pad, spread = pair(kernel_size), pair(padding), pair(dilation)
    step = kernel if stride is None else pair(stride)
    out_h, out_w = check(x, kernel, step, pad, spread, ceil_mode)
    height, width = x.shape[-2:]
    position = torch.arange(height * width, device=x.device).reshape(height, width).expand(x.shape)
    best, where = pool_last_axis(x, position, out_w, kernel[1], step[1], pad[1], spread[1])
    best, where = pool_last_axis(best.mT, where.mT, out_h, kernel[0], step[0], pad[0], spread[0])
    best, where = best.mT.contiguous(), where.mT.contiguous()
    return (best, where) if return_indices else best
