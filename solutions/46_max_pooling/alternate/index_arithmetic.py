"""Computes which cells every window sees, fetches them all in one indexing, and writes the backward by hand."""

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def output_size(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count - 1 if (count - 1) * stride >= size + padding else count


def check(
    x: Tensor, kernel: tuple, step: tuple, pad: tuple, spread: tuple, ceil_mode: bool
) -> tuple[int, int]:
    """Refuse bad arguments; return the size of the result."""
    if x.dim() not in (3, 4):
        raise ValueError(f"x must have 3 or 4 axes, but has {x.dim()}")
    if min(*kernel, *step, *spread) < 1:
        raise ValueError("kernel_size, stride and dilation must be at least 1")
    if min(pad) < 0 or pad[0] > kernel[0] // 2 or pad[1] > kernel[1] // 2:
        raise ValueError("padding must lie between 0 and kernel_size // 2")
    out_h = output_size(x.shape[-2], kernel[0], step[0], pad[0], spread[0], ceil_mode)
    out_w = output_size(x.shape[-1], kernel[1], step[1], pad[1], spread[1], ceil_mode)
    if min(out_h, out_w) < 1:
        raise ValueError("not even one window fits")
    return out_h, out_w


class Pick(torch.autograd.Function):
    """Read cells of a plane by position; on the way back, add each gradient to the cell it came from."""

    @staticmethod
    def forward(ctx: FunctionCtx, planes: Tensor, indices: Tensor) -> Tensor:
        ctx.save_for_backward(indices)
        ctx.shape = planes.shape
        return planes.gather(-1, indices)

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor, None]:
        (indices,) = ctx.saved_tensors
        return upstream.new_zeros(ctx.shape).scatter_add(-1, indices, upstream), None


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    kernel, pad, spread = pair(kernel_size), pair(padding), pair(dilation)
    step = kernel if stride is None else pair(stride)
    out_h, out_w = check(x, kernel, step, pad, spread, ceil_mode)
    height, width = x.shape[-2:]
    count = torch.arange(out_h * out_w, device=x.device)
    place = torch.arange(kernel[0] * kernel[1], device=x.device)
    rows = (count // out_w * step[0] - pad[0])[:, None] + place // kernel[1] * spread[0]
    columns = (count % out_w * step[1] - pad[1])[:, None] + place % kernel[1] * spread[1]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    position = rows.clamp(0, height - 1) * width + columns.clamp(0, width - 1)

    planes = x.flatten(-2)
    seen = planes.detach()[..., position]
    # One key that orders as we need: outside loses to -inf, nan beats +inf, and max would do on numbers.
    best = seen.masked_fill(~inside, float("-inf")).nan_to_num(float("-inf"), float("inf"), float("-inf"))
    hit = inside & (seen == best.amax(-1, keepdim=True))
    first = hit.to(torch.uint8).argmax(-1)
    nans = inside & seen.isnan()
    order = torch.where(nans, place + 1, 0).amax(-1)
    chosen = torch.where(order > 0, order - 1, first)

    indices = position.expand(seen.shape).gather(-1, chosen[..., None])[..., 0]
    shape = (*x.shape[:-2], out_h, out_w)
    result = Pick.apply(planes, indices).reshape(shape)
    return (result, indices.reshape(shape)) if return_indices else result
