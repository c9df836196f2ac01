"""Takes 1 for a missing stride.

en: Your code behaves like one whose windows move by one cell when no stride is given. In pooling the default is another: which one makes the windows tile the image?
zh: 没有给出 stride 时，你的代码像是让窗口每次只移动一格。池化的默认步幅不是 1：怎样的步幅才能让窗口刚好铺满图像？
"""

import torch
from torch import Tensor

CAUGHT_BY = "avg_pool2d.shape"


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_size(size: int, kernel: int, stride: int, padding: int, ceil_mode: bool) -> int:
    room = size + 2 * padding - kernel
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    if (count - 1) * stride >= size + padding:
        count -= 1
    return count


def counted(
    size: int, kernel: int, stride: int, padding: int, count: int, count_include_pad: bool, like: Tensor
) -> Tensor:
    start = torch.arange(count, device=like.device) * stride - padding
    first, last = (-padding, size + padding) if count_include_pad else (0, size)
    cells = (start + kernel).clamp(max=last) - start.clamp(min=first)
    return cells.to(like.dtype)


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    kernel = pair(kernel_size)
    step = (1, 1) if stride is None else pair(stride)
    pad = pair(padding)
    if x.dim() not in (3, 4):
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W), but its shape is {tuple(x.shape)}")
    if min(kernel) < 1 or min(step) < 1:
        raise ValueError(f"kernel_size and stride must be at least 1, but are {kernel} and {step}")
    if any((p < 0 or p > k // 2 for p, k in zip(pad, kernel, strict=True))):
        raise ValueError(f"padding must lie between 0 and kernel_size // 2, but is {pad} for {kernel}")
    if divisor_override == 0:
        raise ValueError("divisor_override must not be 0")
    height, width = x.shape[-2:]
    if height + 2 * pad[0] < kernel[0] or width + 2 * pad[1] < kernel[1]:
        raise ValueError(f"a window of {kernel} does not fit into the padded image of {height} x {width}")
    out_h = output_size(height, kernel[0], step[0], pad[0], ceil_mode)
    out_w = output_size(width, kernel[1], step[1], pad[1], ceil_mode)
    full_h = max((out_h - 1) * step[0] + kernel[0], height + pad[0])
    full_w = max((out_w - 1) * step[1] + kernel[1], width + pad[1])
    framed = x.new_zeros((*x.shape[:-2], full_h, full_w))
    framed[..., pad[0] : pad[0] + height, pad[1] : pad[1] + width] = x
    total = x.new_zeros((*x.shape[:-2], out_h, out_w))
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            down = slice(i, i + (out_h - 1) * step[0] + 1, step[0])
            across = slice(j, j + (out_w - 1) * step[1] + 1, step[1])
            total = total + framed[..., down, across]
    if divisor_override is not None:
        return total / divisor_override
    rows = counted(height, kernel[0], step[0], pad[0], out_h, count_include_pad, x)
    columns = counted(width, kernel[1], step[1], pad[1], out_w, count_include_pad, x)
    return total / (rows[:, None] * columns)
