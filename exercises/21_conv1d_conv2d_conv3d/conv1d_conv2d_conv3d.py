"""21 Conv1d, Conv2d, Conv3d.

Read question.md (or question.zh.md). Check your work: grade exercise 21
"""

from torch import Tensor


def conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, ...] = 1,
    padding: int | tuple[int, ...] = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> Tensor:
    """Convolve a signal, an image or a volume, as the weight's axes say.

    x: `(N, C, *sides)` or `(C, *sides)` with one, two or three sides. N may be 0.
    weight: `(O, C / groups, *kernel)` with as many kernel axes as x has sides. bias: `(O,)` or None. All have
        one dtype, float32 or float64, and one device.
    stride, padding, dilation: one int for all axes, or a tuple with one number an axis, in the order of the
        sides. The padding holds zeros, at both ends.
    groups: into how many parts the channels are split, each with its own share of the outputs.

    Returns `(N, O, *out)` or `(O, *out)`, a new tensor with the dtype and device of x.

    Raises ValueError if weight has not three, four or five axes, if x has neither as many nor one less, if
    stride, dilation or groups is below 1 or padding negative, if C or O is not divisible by groups, if weight's
    second axis is not C / groups, or if the kernel, dilation counted, is larger than the padded x.
    """
    raise NotImplementedError("conv is yours to write")
