"""Returns a count when no window fits.

en: Your output_size returns something where not even one window fits. What should happen then?
zh: 连一个窗口也放不下时，你的 output_size 仍然返回了一个数。这时应当怎样？
"""

import torch
from torch import Tensor

CAUGHT_BY = "output_size.rejects"


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    if kernel_size < 1 or stride < 1 or dilation < 1 or (padding < 0):
        raise ValueError(
            f"kernel_size, stride and dilation must be at least 1 and padding at least 0, but are {kernel_size}, {stride}, {dilation} and {padding}"
        )
    reach = dilation * (kernel_size - 1) + 1
    room = size + 2 * padding - reach
    return room // stride + 1


def windows(x: Tensor, size: int, stride: int) -> Tensor:
    if x.dim() == 0:
        raise ValueError("x must have at least one axis")
    if size > x.shape[-1]:
        raise ValueError("size")
    count = output_size(x.shape[-1], size, stride)
    step = x.stride(-1)
    return x.as_strided((*x.shape[:-1], count, size), (*x.stride()[:-1], stride * step, step))


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    if x.dim() != 3 or weight.dim() != 3:
        raise ValueError("x must be (N, C, L) and weight (O, C, K)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but weight has {weight.shape[1]}")
    seen = windows(x, weight.shape[-1], stride)
    return torch.einsum("nctk,ock->not", seen, weight)
