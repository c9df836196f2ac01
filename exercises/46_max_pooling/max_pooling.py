"""46 Max pooling.

Read question.md (or question.zh.md). Check your work: grade exercise 46
"""

from torch import Tensor


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """Take the largest value of every window of an image.

    x: `(N, C, H, W)` or `(C, H, W)`, floating point. N may be 0.
    kernel_size, stride, padding, dilation: one int for both axes, or a pair (height, width).
        stride None means kernel_size.
    ceil_mode: round the number of windows up instead of down.

    Returns the maxima, `(N, C, out_h, out_w)` or `(C, out_h, out_w)`, a new tensor with the dtype and
    device of x. With return_indices: the pair (maxima, indices), where indices is int64, has the same
    shape, and holds the position `row * W + column` of each maximum in its H x W plane.

    Raises ValueError if x has neither 3 nor 4 axes, if kernel_size, stride or dilation is below 1, if
    padding is negative or above kernel_size // 2, or if not even one window fits.
    """
    raise NotImplementedError("max_pool2d is yours to write")
