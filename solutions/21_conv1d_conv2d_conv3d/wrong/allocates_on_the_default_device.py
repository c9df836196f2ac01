"""Makes its frame on the default device.

en: Your code makes a tensor without saying on which device. On a GPU it then meets x from another device: where should a new tensor live?
zh: 你的代码新建张量时没有指明设备。在 GPU 上，它会与另一设备上的 x 相遇：新张量应当放在哪里？
"""

import torch
from torch import Tensor

CAUGHT_BY = "conv.device_agnostic"


def each(value: int | tuple[int, ...], axes: int) -> tuple[int, ...]:
    return (value,) * axes if isinstance(value, int) else tuple(value)


def padded(x: Tensor, padding: tuple[int, ...]) -> Tensor:
    lead = x.shape[: -len(padding)]
    sides = x.shape[-len(padding) :]
    framed = torch.zeros((*lead, *(n + 2 * p for n, p in zip(sides, padding, strict=True))), dtype=x.dtype)
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
    result = torch.einsum(f"...gc{at}{within},goc{within}->...go{at}", seen, kernels)
    result = result.flatten(-axes - 2, -axes - 1)
    if bias is not None:
        result = result + bias.reshape(outputs, *[1] * axes)
    return result
