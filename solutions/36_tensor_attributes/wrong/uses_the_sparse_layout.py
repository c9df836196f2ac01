"""Lets torch compress the rows.

en: Your code has torch convert the matrix. The exercise is to find the three tensors yourself.
zh: 你的代码让 torch 来转换矩阵。这道题要你自己求出那三个张量。
"""

from typing import Any

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"

# Categories in their order. Inside a category the wider dtype wins, with three exceptions below.
_BOOL, _INTEGER, _FLOATING, _COMPLEX = range(4)
_WIDTH = {
    torch.bool: 0,
    torch.int8: 1,
    torch.int16: 2,
    torch.int32: 3,
    torch.int64: 4,
    torch.float16: 1,
    torch.bfloat16: 1,
    torch.float32: 2,
    torch.float64: 3,
    torch.complex64: 2,
    torch.complex128: 3,
}


def describe(tensor: Tensor) -> dict[str, Any]:
    """dtype says what an element is, device where it lies, layout how the elements are arranged."""
    return {
        "dtype": tensor.dtype,
        "device": tensor.device,
        "layout": tensor.layout,
        "shape": tuple(tensor.shape),
        # Only a strided tensor has strides; what a sparse one answers, if it does, means nothing.
        "stride": tensor.stride() if tensor.layout is torch.strided else None,
    }


def to_csr(dense: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Collect the entries that are not zero row by row."""
    if dense.dim() != 2:
        raise ValueError(f"a matrix has two axes, this tensor has {dense.dim()}")
    compressed = dense.to_sparse_csr()
    return compressed.crow_indices(), compressed.col_indices(), compressed.values()


def csr_matvec(crow: Tensor, col: Tensor, values: Tensor, x: Tensor) -> Tensor:
    """Multiply entry by entry and add what belongs to one row."""
    rows = crow.numel() - 1
    # The row of each entry: row r as often as it has entries.
    row = torch.arange(rows, device=crow.device).repeat_interleave(crow.diff())
    return values.new_zeros(rows).index_add(0, row, values * x[col])


def _category(dtype: torch.dtype) -> int:
    if dtype is torch.bool:
        return _BOOL
    if dtype.is_complex:
        return _COMPLEX
    return _FLOATING if dtype.is_floating_point else _INTEGER


def _promote(a: torch.dtype, b: torch.dtype) -> torch.dtype:
    """The common dtype of two dtypes of equal rank."""
    if a is b:
        return a
    if _category(a) > _category(b):
        a, b = b, a  # b has the higher category
    if _category(b) is _COMPLEX and _category(a) in (_FLOATING, _COMPLEX):
        # Real and imaginary part need the width of the wider one.
        return torch.complex128 if max(_WIDTH[a], _WIDTH[b]) == 3 else torch.complex64
    if _category(a) < _category(b):
        return b  # the width of the lower category does not count
    if {a, b} == {torch.float16, torch.bfloat16}:
        return torch.float32  # neither holds the other
    if torch.uint8 in (a, b):
        # Of the signed types only int8 cannot hold it, and int16 is the next that holds both.
        signed = b if a is torch.uint8 else a
        return torch.int16 if signed is torch.int8 else signed
    return a if _WIDTH[a] > _WIDTH[b] else b


def _outweigh(upper: torch.dtype | None, lower: torch.dtype | None) -> torch.dtype | None:
    """Combine two classes: the lower one counts only if its category is higher."""
    if upper is None or lower is None:
        return upper or lower
    if _category(lower) <= _category(upper):
        return upper
    if _category(upper) is _FLOATING:
        # Complex by the lower class, but as wide as the upper one.
        return torch.complex128 if upper is torch.float64 else torch.complex64
    return lower


def result_dtype(*operands: Tensor | bool | int | float | complex) -> torch.dtype:
    """Promote inside each of the three classes first, and then let them outweigh one another."""
    if not operands:
        raise ValueError("result_dtype needs an operand")
    of_numbers = {bool: torch.bool, int: torch.int64, float: torch.float32, complex: torch.complex64}
    classes: list[torch.dtype | None] = [None, None, None]  # tensors with axes, without axes, Python numbers
    for operand in operands:
        if isinstance(operand, Tensor):
            rank, dtype = 0 if operand.dim() else 1, operand.dtype
        else:
            rank, dtype = 2, of_numbers[type(operand)]
        known = classes[rank]
        classes[rank] = dtype if known is None else _promote(known, dtype)
    tensors, scalars, numbers = classes
    result = _outweigh(tensors, _outweigh(scalars, numbers))
    assert result is not None
    return result
