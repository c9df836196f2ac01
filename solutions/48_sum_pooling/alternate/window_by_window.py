"""Goes from window to window, and keeps the powers small by taking the largest cell out of the root."""

import torch
from torch import Tensor


def cut(x: Tensor, kernel_size, stride, padding) -> list[list[Tensor]]:
    """All windows, clipped to the image, each as `(..., cells)`."""
    kernel, step, pad = (
        (value, value) if isinstance(value, int) else tuple(value)
        for value in (kernel_size, kernel_size if stride is None else stride, padding)
    )
    if x.dim() not in (3, 4):
        raise ValueError("x")
    spans = []
    for side, k, s, p in zip(x.shape[-2:], kernel, step, pad, strict=True):
        if k < 1 or s < 1 or p < 0 or 2 * p > k or k > side + 2 * p:
            raise ValueError("kernel_size, stride or padding")
        spans.append([slice(max(i, 0), min(i + k, side)) for i in range(-p, side + p - k + 1, s)])
    return [[x[..., rows, columns].flatten(-2) for columns in spans[1]] for rows in spans[0]]


def sum_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    lines = cut(x, kernel_size, stride, padding)
    return torch.stack([torch.stack([cells.sum(-1) for cells in line], -1) for line in lines], -2)


def lp_pool2d(
    x: Tensor,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Tensor:
    if not norm_type > 0:
        raise ValueError("norm_type")

    def norm(cells: Tensor) -> Tensor:
        # The norm of c * x is c times the norm of x, whatever c is: no gradient has to flow through the scale.
        scale = cells.detach().abs().amax(-1, keepdim=True)
        scale = torch.where(scale > 0, scale, torch.ones_like(scale))
        return (cells / scale).pow(norm_type).sum(-1).pow(1 / norm_type) * scale.squeeze(-1)

    lines = cut(x, kernel_size, stride, 0)
    return torch.stack([torch.stack([norm(cells) for cells in line], -1) for line in lines], -2)
