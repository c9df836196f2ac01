"""42 Convolution layer.

Read question.md (or question.zh.md). Check your work: grade exercise 42
"""

from torch import Tensor


def im2col(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Write every window of an image into a column.

    x: `(N, C, H, W)` or `(C, H, W)`, float32 or float64. N may be 0.
    kernel_size, stride, padding: one int for both axes, or a pair (height, width). The padding holds zeros.

    Returns `(N, C * kernel_h * kernel_w, out_h * out_w)`, without the N for a single image: rows ordered by
    channel, then by row and column inside the window, columns by row and column of the window. It is a new
    tensor with the dtype and device of x.

    Raises ValueError if x has neither 3 nor 4 axes, if kernel_size or stride is below 1, if padding is negative,
    or if the kernel is larger than the padded image.
    """
    raise NotImplementedError("im2col is yours to write")


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Convolve an image: a matrix product with its columns.

    x: `(N, C, H, W)` or `(C, H, W)`. weight: `(O, C, kernel_h, kernel_w)`. bias: `(O,)` or None. All have one
    dtype, float32 or float64, and one device.

    Returns `(N, O, out_h, out_w)` or `(O, out_h, out_w)`, a new tensor with the dtype and device of x.

    Raises ValueError for what im2col refuses, if weight has not four axes, or if its channels are not those of x.
    """
    raise NotImplementedError("conv2d is yours to write")
