"""One table of rows, one of columns and one lookup for every mode; a mask puts the constant outside the image."""

import torch
from torch import Tensor


def look_up(mode: str, position: Tensor, size: int) -> Tensor:
    if mode == "circular":
        return torch.where(
            position < 0, position + size, torch.where(position >= size, position - size, position)
        )
    if mode == "reflect":
        position = torch.where(position < 0, -position, position)
        return torch.where(position >= size, 2 * (size - 1) - position, position)
    return position.clamp(min=0, max=size - 1)


def pad2d(
    x: Tensor, padding: int | tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    sides = [padding] * 4 if isinstance(padding, int) else list(padding)
    if x.ndim < 2 or len(sides) != 4:
        raise ValueError("x or padding")
    limit = {"constant": None, "reflect": -1, "replicate": None, "circular": 0}
    if mode not in limit:
        raise ValueError("mode")
    positions = []
    for size, before, after in ((x.shape[-2], *sides[2:]), (x.shape[-1], *sides[:2])):
        if mode != "constant" and (before < 0 or after < 0):
            raise ValueError("negative padding")
        if size + min(before, 0) + min(after, 0) < 0:
            raise ValueError("nothing left")
        extra = limit[mode]
        if extra is not None and max(before, after) > size + extra:
            raise ValueError("padding too wide")
        positions.append(torch.arange(-before, size + after, device=x.device))
    rows = look_up(mode, positions[0], x.shape[-2])
    columns = look_up(mode, positions[1], x.shape[-1])
    result = x[..., rows[:, None], columns]
    if mode == "constant":
        outside = (rows != positions[0])[:, None] | (columns != positions[1])
        result = result.masked_fill(outside, value)
    return result


def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    if min(kernel_size, dilation) < 1:
        raise ValueError("kernel_size or dilation")
    before, odd = divmod(dilation * (kernel_size - 1), 2)
    return before, before + odd
