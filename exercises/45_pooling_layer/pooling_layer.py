"""45 Pooling layer.

Read question.md (or question.zh.md). Check your work: grade exercise 45
"""

from torch import Tensor


def pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    mode: str = "max",
) -> Tensor:
    """Make one number of every window of an image.

    x: `(N, C, H, W)` or `(C, H, W)`, float32 or float64. N may be 0.
    kernel_size, stride: one int for both axes, or a pair (height, width). stride None means kernel_size.
    mode: "max", "avg" or "sum" of the window.

    Returns `(N, C, out_h, out_w)` or `(C, out_h, out_w)`, a new tensor with the dtype and device of x, where
    out is `(side - kernel) // stride + 1` along each axis.

    Raises ValueError if x has neither 3 nor 4 axes, if kernel_size or stride is below 1, if a window is larger
    than the image, or if mode is unknown.
    """
    raise NotImplementedError("pool2d is yours to write")


def adaptive_avg_pool2d(x: Tensor, output_size: int | tuple[int, int]) -> Tensor:
    """Average an image down, or up, to a given size.

    x: `(N, C, H, W)` or `(C, H, W)`, float32 or float64. N may be 0.
    output_size: one int for both axes, or a pair (height, width).

    Returns `(N, C, *output_size)` or `(C, *output_size)`, a new tensor with the dtype and device of x. Along an
    axis of n cells and m windows, window i runs from `floor(i * n / m)` up to, and not including,
    `ceil((i + 1) * n / m)`.

    Raises ValueError if x has neither 3 nor 4 axes, or if output_size is below 1.
    """
    raise NotImplementedError("adaptive_avg_pool2d is yours to write")
