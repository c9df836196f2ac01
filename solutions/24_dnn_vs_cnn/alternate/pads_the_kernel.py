"""A row of the matrix is the kernel laid into an empty image: padding with the right amounts does just that."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def corners(weight: Tensor, input_size, stride, padding) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """The upper left corners of all windows, and the size of the image."""
    if weight.dim() != 4:
        raise ValueError("weight")
    size = (input_size, input_size) if isinstance(input_size, int) else tuple(input_size)
    step = (stride, stride) if isinstance(stride, int) else tuple(stride)
    pad = (padding, padding) if isinstance(padding, int) else tuple(padding)
    if min(size + step) < 1 or min(pad) < 0:
        raise ValueError("input_size, stride or padding")
    tops, lefts = (
        range(-p, n + p - k + 1, s) for n, k, s, p in zip(size, weight.shape[2:], step, pad, strict=True)
    )
    if not tops or not lefts:
        raise ValueError("the kernel is too large")
    return [(top, left) for top in tops for left in lefts], size


def conv_as_matrix(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    places, (height, width) = corners(weight, input_size, stride, padding)
    kh, kw = weight.shape[2:]
    # A frame of zeros first, so that the kernel can be moved anywhere by cutting off only.
    framed = F.pad(weight, (width + kw, width + kw, height + kh, height + kh))
    rows = []
    for top, left in places:
        y, x = height + kh - top, width + kw - left
        rows.append(framed[:, :, y : y + height, x : x + width].flatten(1))
    return torch.stack(rows, 1).flatten(0, 1)


def parameter_counts(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[int, int]:
    places, size = corners(weight, input_size, stride, padding)
    outputs, channels = weight.shape[:2]
    return outputs * len(places) * channels * math.prod(size), math.prod(weight.shape)
