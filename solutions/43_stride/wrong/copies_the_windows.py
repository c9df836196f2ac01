"""Copies the windows into new memory.

en: Your windows hold the right numbers, but in memory of their own. Which of a tensor's properties says how far apart two neighbours lie, and could it say 'stride apart'?
zh: 你的窗口数值正确，却另占内存。张量的哪个属性说明相邻元素相隔多远？它能不能表示“相隔一个步幅”？
"""

import torch
from torch import Tensor

CAUGHT_BY = "windows_shares_memory_with_x"


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
    return torch.stack([x[..., i * stride : i * stride + size] for i in range(count)], dim=-2)


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    if x.dim() != 3 or weight.dim() != 3:
        raise ValueError("x must be (N, C, L) and weight (O, C, K)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but weight has {weight.shape[1]}")
    seen = windows(x, weight.shape[-1], stride)
    return torch.einsum("nctk,ock->not", seen, weight)
