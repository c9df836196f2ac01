"""10 Loss functions: absolute error and Huber.

Read question.md (or question.zh.md). Check your work: grade exercise 10
"""

from torch import Tensor


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Absolute error.

    input, target: one shape (any, also 0-d), one floating dtype, float32 or float64.
    reduction: "none" for a loss for each element, in the shape of input; "mean" or "sum" over all of them, 0-d.

    Returns a new tensor with the dtype and device of input. Its gradient is 0 where input equals target.
    Raises ValueError for another reduction, and if the shapes differ.
    """
    raise NotImplementedError("l1_loss is yours to write")


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """Huber loss: half the squared error up to delta, beyond it a straight line that continues the parabola.

    input, target: one shape (any, also 0-d), one floating dtype, float32 or float64.
    reduction: "none" for a loss for each element, in the shape of input; "mean" or "sum" over all of them, 0-d.
    delta: a positive finite number, the size of error from which on the loss grows linearly.

    Returns a new tensor with the dtype and device of input.
    Raises ValueError for another reduction, if the shapes differ, and if delta is not positive (0, negative, nan).
    """
    raise NotImplementedError("huber_loss is yours to write")
