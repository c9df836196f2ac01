"""Makes its table on the default device.

en: Your code makes a tensor without saying on which device. On a GPU it then meets x from another device: where should a new tensor live?
zh: 你的代码新建张量时没有指明设备。在 GPU 上，它会与另一设备上的 x 相遇：新张量应当放在哪里？
"""

import torch
from torch import Tensor

CAUGHT_BY = "strided_conv1d.device_agnostic"


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
    step = x.stride(-1)
    return x.as_strided((*x.shape[:-1], count, size), (*x.stride()[:-1], stride * step, step))


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    if x.dim() != 3 or weight.dim() != 3:
        raise ValueError("x must be (N, C, L) and weight (O, C, K)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but weight has {weight.shape[1]}")
    count = output_size(x.shape[-1], weight.shape[-1], stride)
    table = torch.arange(count)[:, None] * stride + torch.arange(weight.shape[-1])
    total = torch.zeros(x.shape[0], weight.shape[0], count, dtype=x.dtype)
    for i in range(table.shape[0]):
        part = x[..., i * stride : i * stride + weight.shape[-1]]
        total[..., i] = torch.einsum("nck,ock->no", part, weight)
    return total
