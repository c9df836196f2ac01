"""Orders the rows by place, then by channel.

en: The rows of your matrix behave like ones ordered by place in the window first and channel second. In which order does a flattened kernel (C, kh, kw) stand?
zh: 你的矩阵的行像是先按窗口内的位置、再按通道排列。展平的卷积核 (C, kh, kw) 是什么顺序？
"""

import torch
import torch.nn.functional as F
from torch import Tensor

CAUGHT_BY = "im2col.value"


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_sides(x: Tensor, kernel: tuple, step: tuple, pad: tuple) -> tuple[int, int]:
    if x.dim() not in (3, 4):
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W), but its shape is {tuple(x.shape)}")
    if min(kernel) < 1 or min(step) < 1 or min(pad) < 0:
        raise ValueError(
            f"kernel_size {kernel} and stride {step} must be at least 1, padding {pad} at least 0"
        )
    room_h = x.shape[-2] + 2 * pad[0] - kernel[0]
    room_w = x.shape[-1] + 2 * pad[1] - kernel[1]
    if room_h < 0 or room_w < 0:
        raise ValueError(f"a kernel of {kernel} does not fit into {tuple(x.shape[-2:])} with padding {pad}")
    return (room_h // step[0] + 1, room_w // step[1] + 1)


def im2col(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    kernel, step, pad = (pair(kernel_size), pair(stride), pair(padding))
    out_h, out_w = output_sides(x, kernel, step, pad)
    framed = F.pad(x, (pad[1], pad[1], pad[0], pad[0]))
    rows = []
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            down = slice(i, i + (out_h - 1) * step[0] + 1, step[0])
            across = slice(j, j + (out_w - 1) * step[1] + 1, step[1])
            rows.append(framed[..., down, across])
    stacked = torch.stack(rows, dim=-4)
    channels = x.shape[-3]
    return stacked.reshape(*x.shape[:-3], channels * kernel[0] * kernel[1], out_h * out_w)


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    if weight.dim() != 4:
        raise ValueError(f"weight must be (O, C, kernel_h, kernel_w), but its shape is {tuple(weight.shape)}")
    kernel = (weight.shape[2], weight.shape[3])
    out_h, out_w = output_sides(x, kernel, pair(stride), pair(padding))
    if x.shape[-3] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[-3]} channels, but weight has {weight.shape[1]}")
    columns = im2col(x, kernel, stride, padding)
    result = weight.permute(0, 2, 3, 1).flatten(1) @ columns
    if bias is not None:
        result = result + bias[:, None]
    return result.reshape(*x.shape[:-3], weight.shape[0], out_h, out_w)
