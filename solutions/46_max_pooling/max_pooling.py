"""46 Max pooling: a worked solution.

The idea: do not walk over the windows, walk over the places *inside* a window. A 3 x 3 window has nine
places, and for each of them one strided slice of the padded image holds what all the windows see there.
Nine comparisons of whole images then do the work, whatever the size of the image.
"""

import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """One int stands for both axes."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_size(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    """Count the windows along one axis.

    The first window covers `reach = dilation * (kernel - 1) + 1` cells, and each further one needs
    `stride` cells more. ceil_mode also counts a last window that hangs over the end, but only if it starts
    inside the image or its leading padding: a window made of trailing padding alone has no maximum.
    """
    reach = dilation * (kernel - 1) + 1
    room = size + 2 * padding - reach
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    if (count - 1) * stride >= size + padding:
        count -= 1
    return count


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """Take the largest value of every window of x, `(N, C, H, W)` or `(C, H, W)`."""
    kernel = pair(kernel_size)
    step = kernel if stride is None else pair(stride)
    pad = pair(padding)
    spread = pair(dilation)
    if x.dim() not in (3, 4):
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W), but its shape is {tuple(x.shape)}")
    if min(kernel) < 1 or min(step) < 1 or min(spread) < 1:
        raise ValueError(
            f"kernel_size, stride and dilation must be at least 1, but are {kernel}, {step} and {spread}"
        )
    if any(p < 0 or p > k // 2 for p, k in zip(pad, kernel, strict=True)):
        raise ValueError(f"padding must lie between 0 and kernel_size // 2, but is {pad} for {kernel}")

    height, width = x.shape[-2:]
    out_h = output_size(height, kernel[0], step[0], pad[0], spread[0], ceil_mode)
    out_w = output_size(width, kernel[1], step[1], pad[1], spread[1], ceil_mode)
    if out_h < 1 or out_w < 1:
        raise ValueError(f"a window of {kernel} does not fit into the padded image of {height} x {width}")

    # How far the windows reach. In ceil_mode that is more than the padding: the frame must hold all of it.
    full_h = max((out_h - 1) * step[0] + spread[0] * (kernel[0] - 1) + 1, height + pad[0])
    full_w = max((out_w - 1) * step[1] + spread[1] * (kernel[1] - 1) + 1, width + pad[1])
    rows, columns = slice(pad[0], pad[0] + height), slice(pad[1], pad[1] + width)

    # Two frames, the image and the positions. -1 marks what lies outside the image. Everything is made from
    # x (new_full, device=), so that it lives on x's device and has x's dtype.
    framed = x.new_full((*x.shape[:-2], full_h, full_w), float("-inf"))
    framed[..., rows, columns] = x
    positions = torch.full((full_h, full_w), -1, dtype=torch.int64, device=x.device)
    positions[rows, columns] = torch.arange(height * width, device=x.device).reshape(height, width)

    shape = (*x.shape[:-2], out_h, out_w)
    best = x.new_full(shape, float("-inf"))
    where = torch.full(shape, -1, dtype=torch.int64, device=x.device)
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            top, left = i * spread[0], j * spread[1]
            down = slice(top, top + (out_h - 1) * step[0] + 1, step[0])
            across = slice(left, left + (out_w - 1) * step[1] + 1, step[1])
            value, position = framed[..., down, across], positions[down, across]
            # Strictly greater: at a tie the first place stays, with the index and with the whole gradient,
            # because torch.where hands the gradient to the side that it took. nan compares as False with
            # everything, so it needs its own clause. `where < 0` lets the first cell of the image in even
            # if it is -inf itself, so that an index never points into the padding.
            better = (position >= 0) & ((where < 0) | (value > best) | value.isnan())
            best = torch.where(better, value, best)
            where = torch.where(better, position, where)
    return (best, where) if return_indices else best
