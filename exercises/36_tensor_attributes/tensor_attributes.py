"""36 Tensor attributes.

Read question.md (or question.zh.md). Check your work: grade exercise 36
"""

from typing import Any

import torch
from torch import Tensor


def describe(tensor: Tensor) -> dict[str, Any]:
    """List what a tensor is, apart from its numbers.

    tensor: of any dtype, shape and layout, on any device.

    Returns a dictionary with exactly the keys dtype, device, layout (the objects of torch), shape and stride
    (tuples of ints; strides count elements). A sparse tensor has no strides: its stride is None.
    """
    raise NotImplementedError("describe is yours to write")


def to_csr(dense: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Compress the rows of a matrix.

    dense: floating dtype, shape (R, C).

    Returns (crow, col, values) on the device of dense: the entries that are not zero, row by row, columns
    ascending; crow of dtype int64 and shape (R + 1,), col of dtype int64 and shape (K,), values of dense's dtype
    and shape (K,). A nan is an entry.

    Raises ValueError if dense does not have two axes.
    """
    raise NotImplementedError("to_csr is yours to write")


def csr_matvec(crow: Tensor, col: Tensor, values: Tensor, x: Tensor) -> Tensor:
    """Multiply a matrix in compressed rows by a vector.

    crow: (R + 1,) int64; col: (K,) int64; values: (K,) floating; x: (C,) of the same dtype; all on one device.

    Returns a tensor of shape (R,) in that dtype on that device. Only the entries that are stored count.
    """
    raise NotImplementedError("csr_matvec is yours to write")


def result_dtype(*operands: Tensor | bool | int | float | complex) -> torch.dtype:
    """Find the dtype of a result of arithmetic by torch's rules of promotion.

    operands: tensors and Python numbers, at least one.

    Raises ValueError if there are no operands.
    """
    raise NotImplementedError("result_dtype is yours to write")
