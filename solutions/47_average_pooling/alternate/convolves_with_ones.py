"""Adds with a convolution whose kernel is all ones, and counts by convolving an image of ones."""

import torch.nn.functional as F
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    kernel, pad = pair(kernel_size), pair(padding)
    step = pair(stride) if stride is not None else kernel
    if x.ndim not in (3, 4) or min(*kernel, *step) < 1 or min(pad) < 0:
        raise ValueError("x, kernel_size, stride or padding")
    if pad[0] > kernel[0] / 2 or pad[1] > kernel[1] / 2 or divisor_override == 0:
        raise ValueError("padding or divisor_override")
    overhang = []
    for side, k, s, p in zip(x.shape[-2:], kernel, step, pad, strict=True):
        room = side + 2 * p - k
        if room < 0:
            raise ValueError("the window is too large")
        extra = -room % s if ceil_mode else 0
        if extra and room + extra >= side + p:
            extra = 0
        overhang.append(extra)
    frame = (0, overhang[1], 0, overhang[0])
    ones = x.new_ones(1, 1, *kernel)
    height, width = x.shape[-2:]
    images = x.reshape(x.shape[:-2].numel(), 1, height, width)
    padded = F.pad(F.pad(images, (pad[1], pad[1], pad[0], pad[0])), frame)
    total = F.conv2d(padded, ones, stride=step)
    if divisor_override is not None:
        divisor = divisor_override
    else:
        valid = x.new_ones(1, 1, height, width)
        beside = float(count_include_pad)
        valid = F.pad(F.pad(valid, (pad[1], pad[1], pad[0], pad[0]), value=beside), frame)
        divisor = F.conv2d(valid, ones, stride=step)
    return (total / divisor).reshape(*x.shape[:-2], *total.shape[-2:])
