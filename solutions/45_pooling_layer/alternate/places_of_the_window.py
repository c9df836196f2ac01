"""Walks over the places inside the window; adaptive pooling is a product with two averaging matrices."""

import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


def pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    mode: str = "max",
) -> Tensor:
    (kh, kw), (sh, sw) = pair(kernel_size), pair(kernel_size if stride is None else stride)
    if x.ndim not in (3, 4) or min(kh, kw, sh, sw) < 1:
        raise ValueError("x, kernel_size or stride")
    if mode not in {"max", "avg", "sum"}:
        raise ValueError("mode")
    out_h, out_w = (x.shape[-2] - kh) // sh + 1, (x.shape[-1] - kw) // sw + 1
    if kh > x.shape[-2] or kw > x.shape[-1]:
        raise ValueError("window too large")
    result = None
    for i in range(kh):
        for j in range(kw):
            seen = x[..., i : i + (out_h - 1) * sh + 1 : sh, j : j + (out_w - 1) * sw + 1 : sw]
            if result is None:
                result = seen.clone()
            elif mode == "max":
                result = torch.maximum(result, seen)
            else:
                result = result + seen
    return result / (kh * kw) if mode == "avg" else result


def averaging_matrix(size: int, count: int, like: Tensor) -> Tensor:
    """`(count, size)`: row i holds 1 / length in the cells of window i."""
    i = torch.arange(count, device=like.device)[:, None]
    cell = torch.arange(size, device=like.device)
    start = (i * size).div(count, rounding_mode="floor")
    end = ((i + 1) * size + count - 1).div(count, rounding_mode="floor")
    inside = ((cell >= start) & (cell < end)).to(like.dtype)
    return inside / inside.sum(1, keepdim=True)


def adaptive_avg_pool2d(x: Tensor, output_size: int | tuple[int, int]) -> Tensor:
    height, width = pair(output_size)
    if x.ndim not in (3, 4) or min(height, width) < 1:
        raise ValueError("x or output_size")
    rows = averaging_matrix(x.shape[-2], height, x)
    columns = averaging_matrix(x.shape[-1], width, x)
    return rows @ x @ columns.T
