"""Uses amax, which shares the gradient among equal maxima.

en: Where a window holds its maximum more than once, your code behaves like one that shares the gradient among all of them. This exercise asks for one receiver: which one?
zh: 当一个窗口里有几个相同的最大值时，你的代码像是把梯度平分给了它们。本题要求只有一个位置得到梯度：是哪一个？
"""

import torch
from torch import Tensor

CAUGHT_BY = "max_pool2d.gradient"


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_size(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count - 1 if (count - 1) * stride >= size + padding else count


def check(
    x: Tensor, kernel: tuple, step: tuple, pad: tuple, spread: tuple, ceil_mode: bool
) -> tuple[int, int]:
    """Refuse bad arguments; return the size of the result."""
    if x.dim() not in (3, 4):
        raise ValueError(f"x must have 3 or 4 axes, but has {x.dim()}")
    if min(*kernel, *step, *spread) < 1:
        raise ValueError("kernel_size, stride and dilation must be at least 1")
    if min(pad) < 0 or pad[0] > kernel[0] // 2 or pad[1] > kernel[1] // 2:
        raise ValueError("padding must lie between 0 and kernel_size // 2")
    out_h = output_size(x.shape[-2], kernel[0], step[0], pad[0], spread[0], ceil_mode)
    out_w = output_size(x.shape[-1], kernel[1], step[1], pad[1], spread[1], ceil_mode)
    if min(out_h, out_w) < 1:
        raise ValueError("not even one window fits")
    return out_h, out_w


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    kernel, pad, spread = pair(kernel_size), pair(padding), pair(dilation)
    step = kernel if stride is None else pair(stride)
    out_h, out_w = check(x, kernel, step, pad, spread, ceil_mode)
    height, width = x.shape[-2:]
    full_h = max((out_h - 1) * step[0] + spread[0] * (kernel[0] - 1) + 1, height + pad[0])
    full_w = max((out_w - 1) * step[1] + spread[1] * (kernel[1] - 1) + 1, width + pad[1])
    rows, columns = slice(pad[0], pad[0] + height), slice(pad[1], pad[1] + width)
    framed = x.new_full((*x.shape[:-2], full_h, full_w), float("-inf"))
    framed[..., rows, columns] = x
    positions = torch.full((full_h, full_w), -1, device=x.device)
    positions[rows, columns] = torch.arange(height * width, device=x.device).reshape(height, width)
    shape = (*x.shape[:-2], out_h, out_w)
    best = x.new_full(shape, float("-inf"))
    where = torch.full(shape, -1, device=x.device)
    seen = []
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            top, left = i * spread[0], j * spread[1]
            down = slice(top, top + (out_h - 1) * step[0] + 1, step[0])
            across = slice(left, left + (out_w - 1) * step[1] + 1, step[1])
            value, position = framed[..., down, across], positions[down, across]
            seen.append(value)
            better = (position >= 0) & ((where < 0) | (value > best) | value.isnan())
            best = torch.where(better, value, best)
            where = torch.where(better, position, where)
    best = torch.stack(seen).amax(0)
    return (best, where) if return_indices else best
