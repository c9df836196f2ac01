"""Takes output_size for a window's size.

en: Your adaptive pooling behaves like one that takes output_size for the size of a window. What does the argument fix?
zh: 你的自适应池化像是把 output_size 当成了窗口大小。这个参数规定的是什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "adaptive_avg_pool2d.shape"


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def check_image(x: Tensor) -> None:
    if x.dim() not in (3, 4):
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W), but its shape is {tuple(x.shape)}")


def pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    mode: str = "max",
) -> Tensor:
    check_image(x)
    kernel = pair(kernel_size)
    step = kernel if stride is None else pair(stride)
    if min(kernel) < 1 or min(step) < 1:
        raise ValueError(f"kernel_size and stride must be at least 1, but are {kernel} and {step}")
    if kernel[0] > x.shape[-2] or kernel[1] > x.shape[-1]:
        raise ValueError(f"a window of {kernel} does not fit into an image of {tuple(x.shape[-2:])}")
    if mode not in ("max", "avg", "sum"):
        raise ValueError(f"mode {mode!r} is none of max, avg, sum")
    windows = x.unfold(-2, kernel[0], step[0]).unfold(-2, kernel[1], step[1])
    if mode == "max":
        return windows.amax((-2, -1))
    total = windows.sum((-2, -1))
    return total if mode == "sum" else total / (kernel[0] * kernel[1])


def band_means(x: Tensor, dim: int, count: int) -> Tensor:
    size = x.shape[dim]
    bands = []
    for i in range(count):
        start = i * size // count
        end = -(-(i + 1) * size // count)
        bands.append(x.narrow(dim, start, end - start).mean(dim))
    return torch.stack(bands, dim)


def adaptive_avg_pool2d(x: Tensor, output_size: int | tuple[int, int]) -> Tensor:
    check_image(x)
    height, width = pair(output_size)
    if height < 1 or width < 1:
        raise ValueError(f"output_size must be at least 1, but is {output_size}")
    return band_means(band_means(x, -2, max(1, x.shape[-2] // height)), -1, max(1, x.shape[-1] // width))
