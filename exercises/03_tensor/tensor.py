"""What a tensor is: a flat run of numbers, a shape, and strides that say where each element lies.

Read question.md (or question.zh.md). Check your work: grade exercise 03
"""

from collections.abc import Sequence
from typing import Any


def infer_shape(nested: Any) -> tuple[int, ...]:
    """The shape of a number or of nested lists and tuples of numbers.

    nested: an int, a float, or a list or tuple of such things, nested to any depth.

    Returns one size for each axis, outermost first: `()` for a number, `(0,)` for an empty list.
    Raises ValueError where items side by side differ in length or in depth.
    """
    raise NotImplementedError("infer_shape is yours to write")


def contiguous_strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    """How many elements lie between neighbours along each axis when the last axis is contiguous in memory.

    shape: sizes of 0 and more. An axis of size 0 counts as if it were 1.

    Returns as many strides as there are axes, in elements.
    """
    raise NotImplementedError("contiguous_strides is yours to write")


def element_at(flat: Sequence[Any], shape: tuple[int, ...], index: tuple[int, ...]) -> Any:
    """The element of a row-major tensor at an index.

    flat: the elements in row-major order, as many as the shape has. shape: sizes. index: one int for each axis; negative
        ones count from the end, as in Python.

    Returns that element of flat.
    Raises IndexError if the index has too few or too many entries, or if one of them is outside its own axis.
    """
    raise NotImplementedError("element_at is yours to write")
