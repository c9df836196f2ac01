"""48 Sum pooling.

Read question.md (or question.zh.md). Check your work: grade exercise 48
"""

from torch import Tensor


def sum_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Add up the cells of every window of an image.

    x: `(N, C, H, W)` or `(C, H, W)`, float32 or float64. N may be 0.
    kernel_size, stride, padding: one int for both axes, or a pair (height, width). stride None means
        kernel_size. The padding holds zeros.

    Returns the sums, `(N, C, out_h, out_w)` or `(C, out_h, out_w)`, a new tensor with the dtype and device of x.

    Raises ValueError if x has neither 3 nor 4 axes, if kernel_size or stride is below 1, if padding is negative
    or above kernel_size // 2, or if a window is larger than the padded image.
    """
    raise NotImplementedError("sum_pool2d is yours to write")


def lp_pool2d(
    x: Tensor,
    norm_type: float,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
) -> Tensor:
    """Take the p-th root of the sum of p-th powers over every window of an image.

    x: `(N, C, H, W)` or `(C, H, W)`, float32 or float64. N may be 0.
    norm_type: p, a finite number above 0.
    kernel_size, stride: one int for both axes, or a pair (height, width). stride None means kernel_size.

    Returns `(N, C, out_h, out_w)` or `(C, out_h, out_w)`, a new tensor with the dtype and device of x: the root
    of the sum of `x ** p`, with the sign that the power has. The root of a negative sum is nan, but for p = 1.

    Raises ValueError if x has neither 3 nor 4 axes, if norm_type is not above 0, if kernel_size or stride is
    below 1, or if a window is larger than the image.
    """
    raise NotImplementedError("lp_pool2d is yours to write")
