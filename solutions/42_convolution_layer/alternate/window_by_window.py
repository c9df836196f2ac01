"""Cuts out one window after the other; the convolution adds up one place of the kernel after the other."""

import torch
import torch.nn.functional as F
from torch import Tensor


def prepared(x: Tensor, kernel_size, stride, padding):
    kernel, step, pad = (
        (value, value) if isinstance(value, int) else tuple(value) for value in (kernel_size, stride, padding)
    )
    if x.dim() not in (3, 4) or min(kernel) <= 0 or min(step) <= 0 or min(pad) < 0:
        raise ValueError("x, kernel_size, stride or padding")
    framed = F.pad(x, [pad[1], pad[1], pad[0], pad[0]])
    tops = range(0, framed.shape[-2] - kernel[0] + 1, step[0])
    lefts = range(0, framed.shape[-1] - kernel[1] + 1, step[1])
    if not tops or not lefts:
        raise ValueError("the kernel is too large")
    return framed, kernel, step, tops, lefts


def im2col(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    framed, (kh, kw), _, tops, lefts = prepared(x, kernel_size, stride, padding)
    columns = [framed[..., top : top + kh, left : left + kw].flatten(-3) for top in tops for left in lefts]
    return torch.stack(columns, -1)


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    if weight.dim() != 4:
        raise ValueError("weight")
    framed, (kh, kw), (sh, sw), tops, lefts = prepared(x, tuple(weight.shape[2:]), stride, padding)
    if framed.shape[-3] != weight.shape[1]:
        raise ValueError("channels")
    total = 0
    for i in range(kh):
        for j in range(kw):
            seen = framed[..., i : i + tops[-1] + 1 : sh, j : j + lefts[-1] + 1 : sw]
            # (..., C, oh, ow) times (O, C) over the channels.
            total = total + (seen.movedim(-3, -1) @ weight[:, :, i, j].T)
    if bias is not None:
        total = total + bias
    return total.movedim(-1, -3)
