"""50 Softmax.

Read question.md (or question.zh.md). Check your work: grade exercise 50
"""

from torch import Tensor


def softmax(x: Tensor, dim: int) -> Tensor:
    """Turn scores into probabilities along one axis.

    x: any shape, floating point, also 0-d. dim: the axis to sum over, negative counts from the end.

    Returns a new tensor with the shape, dtype and device of x; its entries lie in [0, 1] and sum to one
    along dim. Raises IndexError if x has no such axis.
    """
    raise NotImplementedError("softmax is yours to write")


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """Compute the logarithm of softmax, accurate also where softmax itself underflows to 0.

    x: any shape, floating point, also 0-d. dim: the axis to sum over, negative counts from the end.

    Returns a new tensor with the shape, dtype and device of x. Raises IndexError if x has no such axis.
    """
    raise NotImplementedError("log_softmax is yours to write")


def softmax_with_temperature(x: Tensor, temperature: float, dim: int) -> Tensor:
    """Compute softmax of x / temperature: above 1 it is flatter, below 1 it is sharper.

    x: any shape, floating point, also 0-d. temperature: a positive number.
    dim: the axis to sum over, negative counts from the end.

    Returns a new tensor with the shape, dtype and device of x. Raises ValueError if temperature is not
    positive (0, negative or nan), and IndexError if x has no such axis.
    """
    raise NotImplementedError("softmax_with_temperature is yours to write")
