"""21 Conv1d, Conv2d, Conv3d: a worked solution.

The three differ in nothing but the number of axes along which the kernel moves. So the code says "for each
axis" three times (pad it, look at its windows, name it in the sum) and the number of axes appears nowhere.
"""

import torch
from torch import Tensor


def each(value: int | tuple[int, ...], axes: int) -> tuple[int, ...]:
    """One int stands for all axes."""
    return (value,) * axes if isinstance(value, int) else tuple(value)


def padded(x: Tensor, padding: tuple[int, ...]) -> Tensor:
    """Put x into the middle of zeros."""
    lead = x.shape[: -len(padding)]
    sides = x.shape[-len(padding) :]
    framed = x.new_zeros((*lead, *(n + 2 * p for n, p in zip(sides, padding, strict=True))))
    inside = tuple(slice(p, p + n) for n, p in zip(sides, padding, strict=True))
    framed[(..., *inside)] = x
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
    """Convolve x, `(N, C, *sides)` or `(C, *sides)`, with weight, `(O, C / groups, *kernel)`."""
    axes = weight.dim() - 2
    if axes not in (1, 2, 3):
        raise ValueError(f"weight must have 3, 4 or 5 axes, but its shape is {tuple(weight.shape)}")
    if x.dim() not in (axes + 1, axes + 2):
        raise ValueError(
            f"x has shape {tuple(x.shape)}, which does not suit a weight of {tuple(weight.shape)}"
        )
    step, pad, spread = each(stride, axes), each(padding, axes), each(dilation, axes)
    if min(*step, *spread, groups) < 1 or min(pad) < 0:
        raise ValueError("stride, dilation and groups must be at least 1, padding at least 0")
    channels, outputs = x.shape[-axes - 1], weight.shape[0]
    if channels % groups or outputs % groups or weight.shape[1] != channels // groups:
        raise ValueError(
            f"{channels} channels in {groups} groups do not suit a weight of {tuple(weight.shape)}"
        )

    # Look at all windows as a view: every unfold puts the windows of one axis behind the others, and a
    # dilated window is every `dilation`-th cell of a longer one.
    seen = padded(x, pad)
    first = x.dim() - axes
    for axis, (kernel, s, d) in enumerate(zip(weight.shape[2:], step, spread, strict=True), start=first):
        reach = d * (kernel - 1) + 1
        if seen.shape[axis] < reach:
            raise ValueError(f"a kernel that spans {reach} cells does not fit into {seen.shape[axis]}")
        seen = seen.unfold(axis, reach, s)[..., ::d]

    # Each group sees its own consecutive channels and makes its own consecutive outputs. unflatten needs no copy.
    seen = seen.unflatten(-2 * axes - 1, (groups, channels // groups))
    kernels = weight.unflatten(0, (groups, outputs // groups))
    at, within = "xyz"[:axes], "ijk"[:axes]
    result = torch.einsum(f"...gc{at}{within},goc{within}->...go{at}", seen, kernels)
    result = result.flatten(-axes - 2, -axes - 1)
    if bias is not None:
        result = result + bias.reshape(outputs, *[1] * axes)
    return result
