"""13 Mean squared error.

Read question.md (or question.zh.md). Check your work: grade exercise 13
"""

from torch import Tensor


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    """Average the squared differences of two tensors.

    input, target: one shape (any, also 0-d), one floating dtype, float32 or float64.

    Returns a new 0-d tensor with the dtype and device of input; gradients flow back to both arguments.
    Raises ValueError if the shapes differ.
    """
    raise NotImplementedError("mean_squared_error is yours to write")


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    """Compute the gradient of mean_squared_error(input, target) with respect to input, by its formula.

    input, target: one shape (any, also 0-d), one floating dtype, float32 or float64.

    Returns a new tensor with the shape, dtype and device of input. Raises ValueError if the shapes differ.
    """
    raise NotImplementedError("mse_gradient is yours to write")
