"""Writes down in plain Python which line comes where, and stacks rows, then columns."""

import torch
from torch import Tensor


def lines(size: int, before: int, after: int, mode: str) -> list[int | None]:
    """The source of each line of the padded axis; None is a line of the constant."""
    if mode == "constant":
        if max(-before, 0) + max(-after, 0) > size:
            raise ValueError("nothing left")
        return [i if 0 <= i < size else None for i in range(-before, size + after)]
    if before < 0 or after < 0:
        raise ValueError("negative padding")
    inside = list(range(size))
    if mode == "replicate":
        return inside[:1] * before + inside + inside[-1:] * after
    if mode == "reflect":
        if before > size - 1 or after > size - 1:
            raise ValueError("too wide")
        return inside[before:0:-1] + inside + inside[::-1][1 : after + 1]
    if mode == "circular":
        if before > size or after > size:
            raise ValueError("too wide")
        return inside[size - before :] + inside + inside[:after]
    raise ValueError("mode")


def along(x: Tensor, dim: int, order: list[int | None], value: float) -> Tensor:
    shape = list(x.shape)
    shape[dim] = 1
    parts = [x.new_full(shape, value) if i is None else x.narrow(dim, i, 1) for i in order]
    return torch.cat([x.narrow(dim, 0, 0), *parts], dim)


def pad2d(
    x: Tensor, padding: int | tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    if not isinstance(padding, int) and len(padding) != 4:
        raise ValueError("padding")
    if x.dim() < 2:
        raise ValueError("x")
    left, right, top, bottom = [padding] * 4 if isinstance(padding, int) else padding
    rows = lines(x.shape[-2], top, bottom, mode)
    columns = lines(x.shape[-1], left, right, mode)
    return along(along(x, -2, rows, value), -1, columns, value)


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    if kernel_size < 1 or dilation < 1:
        raise ValueError("at least 1")
    before = after = 0
    while before + after < dilation * (kernel_size - 1):
        if before == after:
            after += 1
        else:
            before += 1
    return before, after
