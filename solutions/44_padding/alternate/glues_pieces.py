"""Glues pieces to the ends of one axis and then of the other: flipped ones, repeated ones, wrapped ones."""

import torch
from torch import Tensor


def glued(x: Tensor, before: int, after: int, mode: str, value: float) -> Tensor:
    """Pad the last axis."""
    size = x.shape[-1]
    if mode == "constant":
        start, end = max(-before, 0), size - max(-after, 0)
        if end < start:
            raise ValueError("nothing is left")
        x = x[..., start:end]
        ends = [x.new_full((*x.shape[:-1], max(n, 0)), value) for n in (before, after)]
        return torch.cat([ends[0], x, ends[1]], -1)
    if before < 0 or after < 0:
        raise ValueError("negative padding")
    if mode == "reflect":
        if before >= size or after >= size:
            raise ValueError("padding too wide")
        pieces = [x[..., 1 : before + 1].flip(-1), x, x[..., size - 1 - after : size - 1].flip(-1)]
    elif mode == "replicate":
        first, last = x[..., :1], x[..., -1:]
        pieces = [first.expand(*x.shape[:-1], before), x, last.expand(*x.shape[:-1], after)]
    elif mode == "circular":
        if before > size or after > size:
            raise ValueError("padding too wide")
        pieces = [x[..., size - before :], x, x[..., :after]]
    else:
        raise ValueError("mode")
    return torch.cat(pieces, -1)


def pad2d(
    x: Tensor, padding: int | tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    if x.dim() < 2:
        raise ValueError("axes")
    sides = (padding,) * 4 if isinstance(padding, int) else tuple(padding)
    if len(sides) != 4:
        raise ValueError("padding")
    x = glued(x, sides[0], sides[1], mode, value)
    return glued(x.mT, sides[2], sides[3], mode, value).mT.contiguous()


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    if kernel_size < 1 or dilation < 1:
        raise ValueError("kernel_size or dilation")
    total = (kernel_size - 1) * dilation
    return (total // 2, (total + 1) // 2)
