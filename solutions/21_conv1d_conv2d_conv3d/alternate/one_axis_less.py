"""A convolution over several axes is a sum of convolutions over one axis less, and one over none a matrix product."""

import torch
from torch import Tensor


def whole(x: Tensor, weight: Tensor, stride: tuple, dilation: tuple) -> Tensor:
    """x `(N, C, *sides)`, already padded, in one group."""
    if weight.dim() == 2:
        return x @ weight.T
    taps, (s, *strides), (d, *dilations) = weight.shape[2], stride, dilation
    count = (x.shape[2] - d * (taps - 1) - 1) // s + 1
    if x.shape[2] < d * (taps - 1) + 1:
        raise ValueError("the kernel is too large")
    total = None
    for tap in range(taps):
        slabs = x[:, :, tap * d : tap * d + (count - 1) * s + 1 : s].transpose(1, 2)
        # Along this axis the slabs are independent now: they are more samples.
        part = whole(slabs.flatten(0, 1), weight[:, :, tap], tuple(strides), tuple(dilations))
        part = part.unflatten(0, (x.shape[0], count))
        total = part if total is None else total + part
    return total.transpose(1, 2)


def conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, ...] = 1,
    padding: int | tuple[int, ...] = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> Tensor:
    axes = weight.dim() - 2
    if axes < 1 or axes > 3:
        raise ValueError("weight")
    if x.dim() == axes + 1:
        return conv(x[None], weight, bias, stride, padding, dilation, groups)[0]
    if x.dim() != axes + 2:
        raise ValueError("x")
    stride, padding, dilation = (
        tuple(value for _ in range(axes)) if isinstance(value, int) else tuple(value)
        for value in (stride, padding, dilation)
    )
    if any(s < 1 for s in stride) or any(d < 1 for d in dilation) or any(p < 0 for p in padding):
        raise ValueError("stride, padding or dilation")
    if groups < 1 or x.shape[1] % groups or weight.shape[0] % groups:
        raise ValueError("groups")
    inputs, outputs = x.shape[1] // groups, weight.shape[0] // groups
    if weight.shape[1] != inputs:
        raise ValueError("channels")
    sides = reversed([p for side in padding for p in (side, side)])
    framed = torch.nn.functional.pad(x, tuple(sides))
    parts = [
        whole(
            framed[:, g * inputs : (g + 1) * inputs],
            weight[g * outputs : (g + 1) * outputs],
            stride,
            dilation,
        )
        for g in range(groups)
    ]
    result = torch.cat(parts, 1)
    return result if bias is None else result + bias.reshape(1, -1, *(1 for _ in range(axes)))
