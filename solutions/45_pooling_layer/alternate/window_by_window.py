"""Cuts out one window after the other, as one would explain it at a whiteboard."""

import math

import torch
from torch import Tensor


def reduced(x: Tensor, rows: list[tuple[int, int]], columns: list[tuple[int, int]], mode: str) -> Tensor:
    """Reduce the windows whose rows and columns are given as (start, end)."""
    cells = []
    for top, bottom in rows:
        for left, right in columns:
            window = x[..., top:bottom, left:right].flatten(-2)
            if mode == "max":
                cells.append(window.max(-1).values)
            elif mode == "avg":
                cells.append(window.mean(-1))
            else:
                cells.append(window.sum(-1))
    return torch.stack(cells, -1).reshape(*x.shape[:-2], len(rows), len(columns))


def spans(size: int, kernel: int, step: int) -> list[tuple[int, int]]:
    if kernel < 1 or step < 1 or kernel > size:
        raise ValueError("kernel_size or stride")
    return [(start, start + kernel) for start in range(0, size - kernel + 1, step)]


def pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    mode: str = "max",
) -> Tensor:
    if x.dim() != 3 and x.dim() != 4:
        raise ValueError("x")
    if mode not in ["max", "avg", "sum"]:
        raise ValueError("mode")
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if stride is None:
        stride = (kh, kw)
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    return reduced(x, spans(x.shape[-2], kh, sh), spans(x.shape[-1], kw, sw), mode)


def adaptive_avg_pool2d(x: Tensor, output_size: int | tuple[int, int]) -> Tensor:
    if x.dim() != 3 and x.dim() != 4:
        raise ValueError("x")
    height, width = (output_size, output_size) if isinstance(output_size, int) else output_size
    if height < 1 or width < 1:
        raise ValueError("output_size")
    bands = [
        [(math.floor(i * n / m), math.ceil((i + 1) * n / m)) for i in range(m)]
        for n, m in ((x.shape[-2], height), (x.shape[-1], width))
    ]
    return reduced(x, *bands, "avg")
