"""Four loops and an if, as one would explain it at a whiteboard."""

import math

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


def maximum_of(plane: list[list[float]], rows: list[int], columns: list[int]) -> int:
    """The position of the largest value of one window, given as rows and columns inside the plane."""
    best, where = -math.inf, -1
    for r in rows:
        for c in columns:
            value = plane[r][c]
            if where < 0 or value > best or math.isnan(value):
                best, where = value, r * len(plane[0]) + c
    return where


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
    rows = [
        [r for i in range(kernel[0]) if 0 <= (r := o * step[0] - pad[0] + i * spread[0]) < height]
        for o in range(out_h)
    ]
    columns = [
        [c for j in range(kernel[1]) if 0 <= (c := o * step[1] - pad[1] + j * spread[1]) < width]
        for o in range(out_w)
    ]
    shape = (*x.shape[:-2], out_h, out_w)
    found = [
        maximum_of(plane, r, c)
        for plane in x.detach().reshape(-1, height, width).tolist()
        for r in rows
        for c in columns
    ]
    indices = torch.tensor(found, dtype=torch.int64, device=x.device).reshape(shape)
    # The loops only found out where; picking from x itself is what lets the gradient through.
    result = x.flatten(-2).gather(-1, indices.flatten(-2)).reshape(shape)
    return (result, indices) if return_indices else result
