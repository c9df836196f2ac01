"""Divides by the number of cells.

en: Your sum_pool2d behaves like average pooling. What is left out of an average to get a sum?
zh: 你的 sum_pool2d 像是平均池化。从平均值中去掉哪一步就是总和？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sum_pool2d.value"


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def add_along(x: Tensor, dim: int, kernel: int, stride: int, padding: int) -> Tensor:
    size = x.shape[dim]
    room = size + 2 * padding - kernel
    if room < 0:
        raise ValueError(f"a window of {kernel} does not fit into {size + 2 * padding} cells")
    count = room // stride + 1
    if padding:
        shape = list(x.shape)
        shape[dim] = padding
        border = x.new_zeros(shape)
        x = torch.cat([border, x, border], dim)
    starts = torch.arange(count, device=x.device) * stride
    total = x.index_select(dim, starts)
    for i in range(1, kernel):
        total = total + x.index_select(dim, starts + i)
    return total


def sum_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    kernel, pad = (pair(kernel_size), pair(padding))
    step = kernel if stride is None else pair(stride)
    if x.dim() not in (3, 4):
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W), but its shape is {tuple(x.shape)}")
    if min(kernel) < 1 or min(step) < 1:
        raise ValueError(f"kernel_size and stride must be at least 1, but are {kernel} and {step}")
    if any((p < 0 or p > k // 2 for p, k in zip(pad, kernel, strict=True))):
        raise ValueError(f"padding must lie between 0 and kernel_size // 2, but is {pad} for {kernel}")
    rows = add_along(x, -1, kernel[1], step[1], pad[1])
    return add_along(rows, -2, kernel[0], step[0], pad[0]) / (kernel[0] * kernel[1])


def lp_pool2d(
    x: Tensor,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Tensor:
    if not norm_type > 0:
        raise ValueError(f"norm_type must be above 0, but is {norm_type}")
    cells = pair(kernel_size)[0] * pair(kernel_size)[1]
    return (cells * sum_pool2d(x**norm_type, kernel_size, stride)) ** (1 / norm_type)
