"""A tensor against a matrix: what makes an array a tensor is how it follows a change of basis.

Read question.md (or question.zh.md). Check your work: grade exercise 05
"""

from torch import Tensor


def change_basis(tensor: Tensor, matrix: Tensor) -> Tensor:
    """The components of a tensor after a change of basis: every index is transformed with the matrix.

    tensor: k axes of size n, k from 0 to 4. matrix: `(n, n)`. Both float32 or both float64, on one device.

    Returns a new tensor with the shape, dtype and device of `tensor`; one without axes keeps its value.
    Raises ValueError if matrix is not square, or if an axis of tensor has another size.
    """
    raise NotImplementedError("change_basis is yours to write")
