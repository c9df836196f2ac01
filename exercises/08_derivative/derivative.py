"""Derivatives of a function that you get as a function.

Read question.md (or question.zh.md). Check your work: grade exercise 08
"""

from collections.abc import Callable

from torch import Tensor

Function = Callable[[Tensor], Tensor]


def derivative(f: Function, x: Tensor) -> Tensor:
    """The derivative of an elementwise f at every point of x.

    Args:
        f: works on each element by itself and returns a tensor of x's shape; may be a constant.
        x: the points, float32 or float64, any shape, also 0-d and empty.

    Returns:
        f'(x), a new tensor of x's shape, dtype and device, without a graph.
    """
    raise NotImplementedError("derivative is yours to write")


def nth_derivative(f: Function, x: Tensor, n: int) -> Tensor:
    """The n-th derivative of an elementwise f at every point of x; n = 0 gives f(x).

    Args:
        f: as for derivative.
        x: as for derivative.
        n: how many times to differentiate, 0 or more.

    Returns:
        a new tensor of x's shape, dtype and device, without a graph.

    Raises:
        ValueError: n is negative.
    """
    raise NotImplementedError("nth_derivative is yours to write")


def gradient(f: Function, x: Tensor) -> Tensor:
    """The gradient of a scalar-valued f at the single point x.

    Args:
        f: maps a tensor of x's shape to one number, a 0-d tensor.
        x: the point, float32 or float64, any shape.

    Returns:
        the partial derivatives by every element of x, a new tensor of x's shape, dtype and device, without a graph.

    Raises:
        ValueError: f(x) holds more than one number.
    """
    raise NotImplementedError("gradient is yours to write")
