"""Takes 1 for the step between neighbours in memory.

en: Your windows are wrong for an x that is a slice or a transpose. How far apart in memory do two neighbours of its last axis lie?
zh: 当 x 是切片或转置得到的张量时，你的窗口是错的。它最后一个轴上相邻的两个元素在内存中相隔多远？
"""

import torch
from torch import Tensor

CAUGHT_BY = "windows.layout"


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    if kernel_size < 1 or stride < 1 or dilation < 1 or (padding < 0):
        raise ValueError(
            f"kernel_size, stride and dilation must be at least 1 and padding at least 0, but are {kernel_size}, {stride}, {dilation} and {padding}"
        )
    reach = dilation * (kernel_size - 1) + 1
    room = size + 2 * padding - reach
    if room < 0:
        raise ValueError(f"a window of {reach} cells does not fit into {size + 2 * padding}")
    return room // stride + 1


def windows(x: Tensor, size: int, stride: int) -> Tensor:
    if x.dim() == 0:
        raise ValueError("x must have at least one axis")
    count = output_size(x.shape[-1], size, stride)
    step = 1
    return x.as_strided((*x.shape[:-1], count, size), (*x.stride()[:-1], stride * step, step))


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    if x.dim() != 3 or weight.dim() != 3:
        raise ValueError("x must be (N, C, L) and weight (O, C, K)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but weight has {weight.shape[1]}")
    seen = windows(x, weight.shape[-1], stride)
    return torch.einsum("nctk,ock->not", seen, weight)
