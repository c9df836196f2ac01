"""Looks all windows up in one table; adaptive averages are four corners of an image of running sums."""

import torch
from torch import Tensor


def as_pair(value: int | tuple[int, int]) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    first, second = value
    return first, second


def pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    mode: str = "max",
) -> Tensor:
    if x.dim() not in (3, 4):
        raise ValueError("x")
    reduce = {"max": torch.amax, "avg": torch.mean, "sum": torch.sum}.get(mode)
    if reduce is None:
        raise ValueError("mode")
    kernel = as_pair(kernel_size)
    step = kernel if stride is None else as_pair(stride)
    tables = []
    for side, k, s in zip(x.shape[-2:], kernel, step, strict=True):
        if k < 1 or s < 1 or k > side:
            raise ValueError("kernel_size or stride")
        starts = torch.arange(0, side - k + 1, s, device=x.device)
        tables.append(starts[:, None] + torch.arange(k, device=x.device))
    rows, columns = tables
    windows = x[..., rows[:, None, :, None], columns[None, :, None, :]]
    return reduce(windows, dim=(-2, -1))


def adaptive_avg_pool2d(x: Tensor, output_size: int | tuple[int, int]) -> Tensor:
    if x.dim() not in (3, 4):
        raise ValueError("x")
    sums = x
    lengths = []
    for dim, count in zip((-2, -1), as_pair(output_size), strict=True):
        if count < 1:
            raise ValueError("output_size")
        size = x.shape[dim]
        i = torch.arange(count, device=x.device)
        start, end = i * size // count, ((i + 1) * size + count - 1) // count
        running = torch.cat([torch.zeros_like(sums.narrow(dim, 0, 1)), sums.cumsum(dim)], dim)
        sums = running.index_select(dim, end) - running.index_select(dim, start)
        lengths.append((end - start).to(x.dtype))
    return sums / (lengths[0][:, None] * lengths[1])
