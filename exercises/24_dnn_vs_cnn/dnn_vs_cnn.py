"""24 Deep network against convolutional network.

Read question.md (or question.zh.md). Check your work: grade exercise 24
"""

from torch import Tensor


def conv_as_matrix(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Build the dense layer that does what a convolution does.

    weight: `(O, C, kernel_h, kernel_w)`, float32 or float64.
    input_size, stride, padding: one int for both axes, or a pair (height, width).

    Returns a new matrix `(O * out_h * out_w, C * H * W)` with the dtype and device of weight: rows ordered by
    output channel, row and column, columns by input channel, row and column.

    Raises ValueError if weight has not four axes, if input_size or stride is below 1, if padding is negative, or
    if the kernel is larger than the padded input.
    """
    raise NotImplementedError("conv_as_matrix is yours to write")


def parameter_counts(
    weight: Tensor,
    input_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> tuple[int, int]:
    """Count the parameters of the dense layer and those of the convolution, both without bias.

    Takes what conv_as_matrix takes and raises what it raises.

    Returns the pair (all entries of the dense matrix, all entries of the kernel), as ints.
    """
    raise NotImplementedError("parameter_counts is yours to write")
