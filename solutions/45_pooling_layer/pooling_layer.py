"""45 Pooling layer: a worked solution.

A pooling layer is two questions: which windows are there, and what becomes of the numbers in one. The first is
the same for maximum, average and sum, so it is answered once; the second is one word each.
"""

import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """One int stands for both axes."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def check_image(x: Tensor) -> None:
    """Refuse what is no image and no batch of images."""
    if x.dim() not in (3, 4):
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W), but its shape is {tuple(x.shape)}")


def pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    mode: str = "max",
) -> Tensor:
    """Pool x, `(N, C, H, W)` or `(C, H, W)`."""
    check_image(x)
    kernel = pair(kernel_size)
    # In pooling the windows tile the image unless told otherwise; only convolutions move by one.
    step = kernel if stride is None else pair(stride)
    if min(kernel) < 1 or min(step) < 1:
        raise ValueError(f"kernel_size and stride must be at least 1, but are {kernel} and {step}")
    if kernel[0] > x.shape[-2] or kernel[1] > x.shape[-1]:
        raise ValueError(f"a window of {kernel} does not fit into an image of {tuple(x.shape[-2:])}")
    if mode not in ("max", "avg", "sum"):
        raise ValueError(f"mode {mode!r} is none of max, avg, sum")
    # A view, `(..., out_h, out_w, kernel_h, kernel_w)`: nothing is copied before it is reduced.
    windows = x.unfold(-2, kernel[0], step[0]).unfold(-2, kernel[1], step[1])
    if mode == "max":
        return windows.amax((-2, -1))
    total = windows.sum((-2, -1))
    return total if mode == "sum" else total / (kernel[0] * kernel[1])


def band_means(x: Tensor, dim: int, count: int) -> Tensor:
    """Average x over `count` bands along one axis.

    The bands must cover every cell, whether or not count divides the size. So a band begins at the cell that
    its exact beginning falls into, and ends after the cell that its exact end falls into: neighbours share a
    cell where the border between them would cut one.
    """
    size = x.shape[dim]
    bands = []
    for i in range(count):
        start = i * size // count
        end = -(-(i + 1) * size // count)
        bands.append(x.narrow(dim, start, end - start).mean(dim))
    return torch.stack(bands, dim)


def adaptive_avg_pool2d(x: Tensor, output_size: int | tuple[int, int]) -> Tensor:
    """Average x to the given height and width.

    All rows of a window are equally long, so the mean over a rectangle is the mean over columns of the means
    over rows: the two axes can be done one after the other.
    """
    check_image(x)
    height, width = pair(output_size)
    if height < 1 or width < 1:
        raise ValueError(f"output_size must be at least 1, but is {output_size}")
    return band_means(band_means(x, -2, height), -1, width)
