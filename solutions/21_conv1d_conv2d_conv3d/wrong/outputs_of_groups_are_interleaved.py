"""Interleaves the outputs of the groups.

en: The channels of your result behave like outputs of the groups in turns. Which outputs come first: all of one group, or the first of each?
zh: 你的结果的通道像是各组轮流排列的。哪些输出排在前面：同一组的全部，还是每组的第一个？
"""

import torch
from torch import Tensor

CAUGHT_BY = "conv.value"


def each(value: int | tuple[int, ...], axes: int) -> tuple[int, ...]:
    return (value,) * axes if isinstance(value, int) else tuple(value)


def padded(x: Tensor, padding: tuple[int, ...]) -> Tensor:
    lead = x.shape[: -len(padding)]
    sides = x.shape[-len(padding) :]
    framed = x.new_zeros((*lead, *(n + 2 * p for n, p in zip(sides, padding, strict=True))))
    inside = tuple((slice(p, p + n) for n, p in zip(sides, padding, strict=True)))
    framed[..., *inside] = x
    return framed


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
    if axes not in (1, 2, 3):
        raise ValueError(f"weight must have 3, 4 or 5 axes, but its shape is {tuple(weight.shape)}")
    if x.dim() not in (axes + 1, axes + 2):
        raise ValueError(
            f"x has shape {tuple(x.shape)}, which does not suit a weight of {tuple(weight.shape)}"
        )
    step, pad, spread = (each(stride, axes), each(padding, axes), each(dilation, axes))
    if min(*step, *spread, groups) < 1 or min(pad) < 0:
        raise ValueError("stride, dilation and groups must be at least 1, padding at least 0")
    channels, outputs = (x.shape[-axes - 1], weight.shape[0])
    if channels % groups or outputs % groups or weight.shape[1] != channels // groups:
        raise ValueError(
            f"{channels} channels in {groups} groups do not suit a weight of {tuple(weight.shape)}"
        )
    seen = padded(x, pad)
    first = x.dim() - axes
    for axis, (kernel, s, d) in enumerate(zip(weight.shape[2:], step, spread, strict=True), start=first):
        reach = d * (kernel - 1) + 1
        if seen.shape[axis] < reach:
            raise ValueError(f"a kernel that spans {reach} cells does not fit into {seen.shape[axis]}")
        seen = seen.unfold(axis, reach, s)[..., ::d]
    seen = seen.unflatten(-2 * axes - 1, (groups, channels // groups))
    kernels = weight.unflatten(0, (groups, outputs // groups))
    at, within = ("xyz"[:axes], "ijk"[:axes])
    result = torch.einsum(f"...gc{at}{within},goc{within}->...og{at}", seen, kernels)
    result = result.flatten(-axes - 2, -axes - 1)
    if bias is not None:
        result = result + bias.reshape(outputs, *[1] * axes)
    return result
