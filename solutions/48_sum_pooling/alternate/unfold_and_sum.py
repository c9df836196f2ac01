"""Views all windows with unfold and sums their last two axes."""

import torch
from torch import Tensor


def windows(x: Tensor, kernel_size, stride, padding) -> Tensor:
    stride = kernel_size if stride is None else stride
    (kh, kw), (sh, sw), (ph, pw) = (
        (v, v) if isinstance(v, int) else v for v in (kernel_size, stride, padding)
    )
    if x.ndim not in (3, 4) or min(kh, kw, sh, sw) < 1:
        raise ValueError("x, kernel_size or stride")
    if not (0 <= ph <= kh // 2 and 0 <= pw <= kw // 2):
        raise ValueError("padding")
    framed = torch.nn.functional.pad(x, (pw, pw, ph, ph))
    if kh > framed.shape[-2] or kw > framed.shape[-1]:
        raise ValueError("the window is too large")
    return framed.unfold(-2, kh, sh).unfold(-2, kw, sw)


def sum_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    return windows(x, kernel_size, stride, padding).sum(dim=(-1, -2))


def lp_pool2d(
    x: Tensor,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Tensor:
    if norm_type <= 0:
        raise ValueError("norm_type")
    powers = windows(x, kernel_size, stride, 0).pow(norm_type)
    return powers.sum((-2, -1)).pow(1.0 / norm_type)
