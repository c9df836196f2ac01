"""For each place of the kernel one matrix that shifts rows and one that shifts columns, times that place's weights."""

import torch
from torch import Tensor


def shifts(size: int, kernel: int, step: int, pad: int, like: Tensor) -> Tensor:
    """`(kernel, out, size)`: for each place of the kernel the matrix that picks what all windows see there."""
    if size < 1 or step < 1 or pad < 0 or kernel > size + 2 * pad:
        raise ValueError("input_size, stride, padding or kernel")
    out = torch.arange((size + 2 * pad - kernel) // step + 1, device=like.device)
    place = torch.arange(kernel, device=like.device)
    cell = torch.arange(size, device=like.device)
    return (place[:, None, None] + out[:, None] * step - pad == cell).to(like.dtype)


def both(weight: Tensor, input_size, stride, padding) -> tuple[Tensor, Tensor]:
    if weight.dim() != 4:
        raise ValueError("weight")
    size, step, pad = ((v, v) if isinstance(v, int) else tuple(v) for v in (input_size, stride, padding))
    return tuple(shifts(size[d], weight.shape[2 + d], step[d], pad[d], weight) for d in (0, 1))


def conv_as_matrix(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    down, across = both(weight, input_size, stride, padding)
    matrix = torch.einsum("ocab,aih,bjw->oijchw", weight, down, across)
    return matrix.flatten(3).flatten(0, 2)


def parameter_counts(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[int, int]:
    down, across = both(weight, input_size, stride, padding)
    windows, cells = (down.shape[d] * across.shape[d] for d in (1, 2))
    return len(weight) * windows * weight.shape[1] * cells, weight.numel()
