"""47 Average pooling.

Read question.md (or question.zh.md). Check your work: grade exercise 47
"""

from torch import Tensor


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Average the cells of every window of an image.

    x: `(N, C, H, W)` or `(C, H, W)`, float32 or float64. N may be 0.
    kernel_size, stride, padding: one int for both axes, or a pair (height, width). stride None means
        kernel_size. The padding holds zeros.
    ceil_mode: round the number of windows up instead of down.
    count_include_pad: whether the cells of the padding count in the divisor.
    divisor_override: divide by this instead of by a number of cells.

    Returns the averages, `(N, C, out_h, out_w)` or `(C, out_h, out_w)`, a new tensor with the dtype and device
    of x.

    Raises ValueError if x has neither 3 nor 4 axes, if kernel_size or stride is below 1, if padding is negative
    or above kernel_size // 2, if divisor_override is 0, or if a window is larger than the padded image.
    """
    raise NotImplementedError("avg_pool2d is yours to write")
