"""43 Stride.

Read question.md (or question.zh.md). Check your work: grade exercise 43
"""

from torch import Tensor


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Count the windows that fit along one axis.

    size: length of the axis. kernel_size: taps of the window. stride: steps between two windows.
    padding: cells added at each of the two ends. dilation: steps between two taps. All are ints.

    Returns the count, an int, at least 1.

    Raises ValueError if kernel_size, stride or dilation is below 1, if padding is negative, or if the window,
    dilation counted, is longer than the padded axis.
    """
    raise NotImplementedError("output_size is yours to write")


def windows(x: Tensor, size: int, stride: int) -> Tensor:
    """Look at the windows of the last axis, without copying.

    x: `(..., L)`, at least one axis, any strides in memory.

    Returns a view `(..., count, size)` that shares its memory with x, where count is
    `output_size(L, size, stride)` and `[..., i, j]` is `x[..., i * stride + j]`.

    Raises ValueError if x has no axis, if size or stride is below 1, or if size is above L.
    """
    raise NotImplementedError("windows is yours to write")


def strided_conv1d(x: Tensor, weight: Tensor, stride: int) -> Tensor:
    """Cross-correlate a signal with a kernel at every stride-th position, without padding or bias.

    x: `(N, C, L)`; N may be 0. weight: `(O, C, K)`, same dtype and device as x.

    Returns `(N, O, count)`, a new tensor with the dtype and device of x, where count is
    `output_size(L, K, stride)`.

    Raises ValueError if x or weight has not three axes, if their channels differ, if stride is below 1, or if
    K is above L.
    """
    raise NotImplementedError("strided_conv1d is yours to write")
