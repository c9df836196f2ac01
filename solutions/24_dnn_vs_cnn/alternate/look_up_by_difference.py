"""Asks of each entry of the matrix which place of the kernel it is: the cell's position minus the window's."""

import torch
from torch import Tensor


def as_pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def counts(weight: Tensor, input_size, stride, padding) -> list[int]:
    if weight.ndim != 4:
        raise ValueError("weight")
    found = []
    for k, n, s, p in zip(weight.shape[2:], *map(as_pair, (input_size, stride, padding)), strict=True):
        if n < 1 or s < 1 or p < 0 or n + 2 * p < k:
            raise ValueError("input_size, stride, padding or kernel")
        found.append(1 + (n + 2 * p - k) // s)
    return found


def conv_as_matrix(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    outs = counts(weight, input_size, stride, padding)
    axes = zip(as_pair(input_size), as_pair(stride), as_pair(padding), outs, strict=True)
    device = weight.device
    a, b = (
        torch.arange(n, device=device) - torch.arange(out, device=device)[:, None] * s + p
        for n, s, p, out in axes
    )
    kh, kw = weight.shape[2:]
    # (O, C, out_h, H, out_w, W)
    found = weight[:, :, a.clamp(0, kh - 1)[:, :, None, None], b.clamp(0, kw - 1)]
    inside = ((a >= 0) & (a < kh))[:, :, None, None] & ((b >= 0) & (b < kw))
    found = torch.where(inside, found, torch.zeros_like(found))
    found = found.permute(0, 2, 4, 1, 3, 5)
    return found.reshape(found.shape[:3].numel(), found.shape[3:].numel())


def parameter_counts(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[int, int]:
    matrix = conv_as_matrix(weight, input_size, stride, padding)
    return matrix.numel(), weight.numel()
