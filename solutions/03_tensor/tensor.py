"""What a tensor is: numbers in a row, a shape, and strides that turn an index into a position."""

from collections.abc import Sequence
from typing import Any


def infer_shape(nested: Any) -> tuple[int, ...]:
    """One size for each level of nesting."""
    if not isinstance(nested, list | tuple):
        return ()  # a number has no axis at all, which is not the same as one axis of size 1
    # Every item is looked at, not only the first one: they must all have one shape, depth included.
    inner = {infer_shape(item) for item in nested}
    if len(inner) > 1:
        raise ValueError(f"items side by side have the shapes {sorted(inner)}")
    # An empty list has no items to ask: it is an axis of size 0, and the last one.
    return (len(nested), *(inner.pop() if inner else ()))


def contiguous_strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    """From the last axis to the first: each step is as long as everything behind it."""
    strides: list[int] = []
    step = 1
    for size in reversed(shape):
        strides.append(step)
        # Without elements the strides are never used; torch counts a size of 0 as 1, so that none of them is 0.
        step *= max(size, 1)
    return tuple(reversed(strides))


def element_at(flat: Sequence[Any], shape: tuple[int, ...], index: tuple[int, ...]) -> Any:
    """Make each index positive, and add up the steps."""
    if len(index) != len(shape):
        raise IndexError(f"{len(index)} indices for a tensor of {len(shape)} axes")
    offset = 0
    for axis, (i, size, stride) in enumerate(zip(index, shape, contiguous_strides(shape), strict=True)):
        # Axis by axis: an index beyond the end of a row would otherwise land in the next row, on a real element.
        if not -size <= i < size:
            raise IndexError(f"index {i} is out of range for axis {axis} of size {size}")
        offset += (i + size if i < 0 else i) * stride
    return flat[offset]
