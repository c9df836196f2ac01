"""43 Stride: a worked solution.

The word has two meanings, and this exercise joins them. The stride of a window is how far it moves. The stride
of a tensor's axis is how far one goes in memory to reach the next element along it. A window that moves by
`stride` is an axis whose memory stride is `stride` times as long, so no number has to be copied.
"""

import torch
from torch import Tensor


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Count the windows: the first takes `reach` cells, each further one needs `stride` cells more.

    What is left over at the end and is shorter than a stride is never looked at: hence the floor.
    """
    if kernel_size < 1 or stride < 1 or dilation < 1 or padding < 0:
        raise ValueError(
            "kernel_size, stride and dilation must be at least 1 and padding at least 0, but are "
            f"{kernel_size}, {stride}, {dilation} and {padding}"
        )
    # A window of k taps has k - 1 gaps between them.
    reach = dilation * (kernel_size - 1) + 1
    room = size + 2 * padding - reach
    if room < 0:
        raise ValueError(f"a window of {reach} cells does not fit into {size + 2 * padding}")
    return room // stride + 1


def windows(x: Tensor, size: int, stride: int) -> Tensor:
    """Return the view `(..., count, size)` of x, `(..., L)`."""
    if x.dim() == 0:
        raise ValueError("x must have at least one axis")
    count = output_size(x.shape[-1], size, stride)
    # x itself may be a slice or a transpose: its own step in memory need not be 1. torch counts strides in
    # elements, not in bytes as NumPy does, and keeps x's offset unless told another one.
    step = x.stride(-1)
    return x.as_strided((*x.shape[:-1], count, size), (*x.stride()[:-1], stride * step, step))


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    """Return `(N, O, count)`: the sum over channels and taps of every window times the kernel.

    As everywhere in deep learning the kernel is not flipped: this is cross-correlation.
    """
    if x.dim() != 3 or weight.dim() != 3:
        raise ValueError("x must be (N, C, L) and weight (O, C, K)")
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but weight has {weight.shape[1]}")
    seen = windows(x, weight.shape[-1], stride)
    return torch.einsum("nctk,ock->not", seen, weight)
