"""19 The sigmoid.

Read question.md (or question.zh.md). Check your work: grade exercise 19
"""

from torch import Tensor


def sigmoid(input: Tensor) -> Tensor:
    """Compute 1 / (1 + exp(-input)) for every element, for any input, however large.

    input: any shape, also 0-d; float64, float32, bfloat16 or float16.

    Returns a new tensor with the shape, dtype and device of input; its entries lie in [0, 1].
    """
    raise NotImplementedError("sigmoid is yours to write")


def log_sigmoid(input: Tensor) -> Tensor:
    """Compute the logarithm of the sigmoid, accurate also where the sigmoid rounds to 0 or 1.

    input: any shape, also 0-d; float64, float32, bfloat16 or float16.

    Returns a new tensor with the shape, dtype and device of input; its entries are 0 or less.
    """
    raise NotImplementedError("log_sigmoid is yours to write")


def sigmoid_gradient(input: Tensor) -> Tensor:
    """Compute the derivative of the sigmoid at every element of input.

    input: where to take the derivative (not the value of the sigmoid there); any shape, also 0-d; float64,
        float32, bfloat16 or float16.

    Returns a new tensor with the shape, dtype and device of input.
    """
    raise NotImplementedError("sigmoid_gradient is yours to write")


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """Invert the sigmoid: log(input / (1 - input)).

    input: probabilities of any shape, also 0-d; float64, float32, bfloat16 or float16.
    eps: None, or a number in (0, 1/2): then input is first clamped to [eps, 1 - eps].

    Returns a new tensor with the shape, dtype and device of input. Without eps: -inf at 0, inf at 1, nan outside [0, 1].
    """
    raise NotImplementedError("logit is yours to write")
