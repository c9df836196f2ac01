"""From NumPy to PyTorch: sharing memory, copying it, and telling which happened.

Read question.md (or question.zh.md). Check your work: grade exercise 06
"""

import numpy as np
from torch import Tensor


def share(array: np.ndarray) -> Tensor:
    """A tensor on the memory of the array: a write on either side shows on the other.

    Args:
        array: any array that torch can look at without copying; any shape, also 0-d and empty.

    Returns:
        a CPU tensor of the array's shape and dtype.

    Raises:
        ValueError: for everything that cannot be shared, also for what is not an array. Never a silent copy.
    """
    raise NotImplementedError("share is yours to write")


def copy(array: np.ndarray) -> Tensor:
    """A tensor with the array's values in memory of its own.

    Args:
        array: any array with a dtype that torch knows, whatever its strides and byte order.

    Returns:
        a CPU tensor of the array's shape and dtype.

    Raises:
        ValueError: torch has no such dtype (objects, strings, dates ...), or the argument is not an array.
    """
    raise NotImplementedError("copy is yours to write")


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    """Whether at least one byte of memory belongs to an element of the array and to an element of the tensor."""
    raise NotImplementedError("is_shared is yours to write")
