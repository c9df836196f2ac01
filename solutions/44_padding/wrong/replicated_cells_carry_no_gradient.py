"""Detaches the copies of the edge.

en: In replicate mode your copies of the edge carry no gradient. A cell that appears five times takes part in the result five times: what does that make of its gradient?
zh: 在 replicate 模式下，你的边缘副本没有带上梯度。出现五次的格子对结果有五次贡献：它的梯度应当是什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "pad2d.gradient"


def four(padding: int | tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    if isinstance(padding, int):
        return (padding, padding, padding, padding)
    if len(padding) != 4:
        raise ValueError(f"padding must be an int or (left, right, top, bottom), but is {padding}")
    left, right, top, bottom = padding
    return (left, right, top, bottom)


def with_constant(x: Tensor, left: int, right: int, top: int, bottom: int, value: float) -> Tensor:
    height, width = x.shape[-2:]
    kept_h = height + min(top, 0) + min(bottom, 0)
    kept_w = width + min(left, 0) + min(right, 0)
    if kept_h < 0 or kept_w < 0:
        raise ValueError(f"an image of {height} x {width} has not so much to cut off")
    kept = x[..., max(-top, 0) : max(-top, 0) + kept_h, max(-left, 0) : max(-left, 0) + kept_w]
    framed = x.new_full((*x.shape[:-2], height + top + bottom, width + left + right), value)
    framed[..., max(top, 0) : max(top, 0) + kept_h, max(left, 0) : max(left, 0) + kept_w] = kept
    return framed


def sources(size: int, before: int, after: int, mode: str, device: torch.device) -> Tensor:
    position = torch.arange(-before, size + after, device=device)
    if mode == "replicate":
        return position.clamp(0, size - 1)
    if mode == "circular":
        if max(before, after) > size:
            raise ValueError(f"circular padding of {(before, after)} goes around an axis of {size} twice")
        return position % size
    if max(before, after) >= size:
        raise ValueError(f"an axis of {size} has not enough cells to reflect for {(before, after)}")
    last = size - 1
    return last - (last - position.abs()).abs()


def pad2d(
    x: Tensor, padding: int | tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    left, right, top, bottom = four(padding)
    if x.dim() < 2:
        raise ValueError(f"x must have at least two axes, but its shape is {tuple(x.shape)}")
    if mode not in ("constant", "reflect", "replicate", "circular"):
        raise ValueError(f"mode {mode!r} is none of constant, reflect, replicate, circular")
    if mode == "constant":
        return with_constant(x, left, right, top, bottom, value)
    if min(left, right, top, bottom) < 0:
        raise ValueError(f"padding must not be negative in mode {mode}, but is {padding}")
    rows = sources(x.shape[-2], top, bottom, mode, x.device)
    columns = sources(x.shape[-1], left, right, mode, x.device)
    result = x.index_select(-2, rows).index_select(-1, columns)
    if mode == "replicate":
        result = result.detach().clone()
        result[..., top : top + x.shape[-2], left : left + x.shape[-1]] = x
    return result


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    if kernel_size < 1 or dilation < 1:
        raise ValueError(f"kernel_size and dilation must be at least 1, but are {kernel_size}, {dilation}")
    total = dilation * (kernel_size - 1)
    return (total // 2, total - total // 2)
