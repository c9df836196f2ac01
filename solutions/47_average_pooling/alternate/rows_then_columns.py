"""Adds along the rows, then along the columns, with tables of indices; what lies outside is replaced by zero."""

import torch
from torch import Tensor


def along(
    x: Tensor, kernel: int, step: int, pad: int, ceil_mode: bool, include: bool
) -> tuple[Tensor, Tensor]:
    """Sums over the windows of the last axis, and how many cells count in each."""
    size = x.shape[-1]
    count = (size + 2 * pad - kernel + (step - 1 if ceil_mode else 0)) // step + 1
    if ceil_mode and (count - 1) * step >= size + pad:
        count -= 1
    cell = torch.arange(count, device=x.device)[:, None] * step - pad + torch.arange(kernel, device=x.device)
    inside = (cell >= 0) & (cell < size)
    seen = torch.where(inside, x[..., cell.clamp(0, size - 1)], 0.0)
    numbers = (cell < size + pad).sum(-1) if include else inside.sum(-1)
    return seen.sum(-1), numbers


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    stride = kernel_size if stride is None else stride
    (kh, kw), (sh, sw), (ph, pw) = (
        (v, v) if isinstance(v, int) else v for v in (kernel_size, stride, padding)
    )
    if x.dim() not in (3, 4) or min(kh, kw, sh, sw) < 1 or divisor_override == 0:
        raise ValueError("x, kernel_size, stride or divisor_override")
    if not 0 <= ph <= kh // 2 or not 0 <= pw <= kw // 2:
        raise ValueError("padding")
    if kh > x.shape[-2] + 2 * ph or kw > x.shape[-1] + 2 * pw:
        raise ValueError("the window is too large")
    sums, across = along(x, kw, sw, pw, ceil_mode, count_include_pad)
    sums, down = along(sums.mT, kh, sh, ph, ceil_mode, count_include_pad)
    divisor = down[:, None] * across if divisor_override is None else divisor_override
    return sums.mT.contiguous() / divisor
