"""Cuts out one window after the other, only what is inside the image, and divides by what was counted."""

import torch
from torch import Tensor


def spans(
    size: int, kernel: int, step: int, pad: int, ceil_mode: bool, include: bool
) -> list[tuple[int, int, int]]:
    """(start, end, counted) of every window along one axis, start and end inside the image."""
    if kernel < 1 or step < 1 or pad < 0 or 2 * pad > kernel or kernel > size + 2 * pad:
        raise ValueError("kernel_size, stride or padding")
    found = []
    start = -pad
    while start + kernel <= size + pad or (ceil_mode and start < size and start - step + kernel < size + pad):
        end = start + kernel
        low, high = max(start, 0), min(end, size)
        found.append((low, high, min(end, size + pad) - start if include else high - low))
        start += step
    return found


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    if x.dim() not in (3, 4) or divisor_override == 0:
        raise ValueError("x or divisor_override")
    options = [kernel_size, kernel_size if stride is None else stride, padding]
    axes = zip(*((o, o) if isinstance(o, int) else o for o in options), strict=True)
    rows, columns = (
        spans(size, *numbers, ceil_mode, count_include_pad)
        for size, numbers in zip(x.shape[-2:], axes, strict=True)
    )
    lines = []
    for top, bottom, high in rows:
        cells = []
        for left, right, wide in columns:
            total = x[..., top:bottom, left:right].sum((-2, -1))
            cells.append(total / (divisor_override or high * wide))
        lines.append(torch.stack(cells, -1))
    return torch.stack(lines, -2)
