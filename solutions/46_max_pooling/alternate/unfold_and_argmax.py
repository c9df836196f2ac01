"""Cuts the windows out with Tensor.unfold, finds the place with argmax, and gathers the value."""

import torch
import torch.nn.functional as F
from torch import Tensor


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


def windows(frame: Tensor, kernel: tuple, step: tuple, spread: tuple, out_h: int, out_w: int) -> Tensor:
    """All windows of the last two axes, `(..., out_h, out_w, kernel_h * kernel_w)`."""
    reach_h, reach_w = spread[0] * (kernel[0] - 1) + 1, spread[1] * (kernel[1] - 1) + 1
    cut = frame.unfold(-2, reach_h, step[0]).unfold(-2, reach_w, step[1])
    return cut[..., :out_h, :out_w, :: spread[0], :: spread[1]].flatten(-2)


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
    more_h = max(0, (out_h - 1) * step[0] + spread[0] * (kernel[0] - 1) + 1 - height - pad[0])
    more_w = max(0, (out_w - 1) * step[1] + spread[1] * (kernel[1] - 1) + 1 - width - pad[1])
    frame = (pad[1], more_w, pad[0], more_h)
    plane = torch.arange(height * width, device=x.device).reshape(height, width)
    value = windows(F.pad(x, frame, value=float("-inf")), kernel, step, spread, out_h, out_w)
    position = windows(F.pad(plane, frame, value=-1), kernel, step, spread, out_h, out_w)

    # Which places hold the maximum? Of numbers the first, of nans the last.
    best = value.amax(-1, keepdim=True)
    is_nan = value.isnan()
    first = ((value == best) & (position >= 0)).to(torch.int64).argmax(-1, keepdim=True)
    last_nan = is_nan.shape[-1] - 1 - is_nan.flip(-1).to(torch.int64).argmax(-1, keepdim=True)
    place = torch.where(is_nan.any(-1, keepdim=True), last_nan, first)

    result = value.gather(-1, place).squeeze(-1)
    if not return_indices:
        return result
    return result, position.expand(value.shape).gather(-1, place).squeeze(-1)
