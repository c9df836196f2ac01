"""Uses a tensor's own unfold for the windows, and einsum for the product."""

import torch
from torch import Tensor


def windows(x: Tensor, kernel: tuple[int, int], stride, padding) -> Tensor:
    """`(..., C, out_h, out_w, kernel_h, kernel_w)`."""
    step = (stride, stride) if isinstance(stride, int) else tuple(stride)
    pad = (padding, padding) if isinstance(padding, int) else tuple(padding)
    if x.ndim not in (3, 4) or min(*kernel, *step) < 1 or min(pad) < 0:
        raise ValueError("x, kernel_size, stride or padding")
    height, width = x.shape[-2:]
    framed = x.new_zeros(*x.shape[:-2], height + 2 * pad[0], width + 2 * pad[1])
    if kernel[0] > framed.shape[-2] or kernel[1] > framed.shape[-1]:
        raise ValueError("the kernel is too large")
    framed[..., pad[0] : pad[0] + height, pad[1] : pad[1] + width] = x
    return framed.unfold(-2, kernel[0], step[0]).unfold(-2, kernel[1], step[1])


def im2col(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    kernel = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
    seen = windows(x, kernel, stride, padding).movedim((-4, -3), (-2, -1))
    # (..., C, kh, kw, oh, ow): the last two axes become one, the three before them another.
    return seen.flatten(-2).flatten(-4, -2)


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    if weight.ndim != 4 or x.ndim < 3 or x.shape[-3] != weight.shape[1]:
        raise ValueError("weight")
    seen = windows(x, tuple(weight.shape[2:]), stride, padding)
    result = torch.einsum("...cyxij,ocij->...oyx", seen, weight)
    return result if bias is None else result + bias.reshape(-1, 1, 1)
