"""Takes the shape from the first item and compares the others with it; positions by Horner's rule."""

from itertools import accumulate
from operator import mul


def infer_shape(nested):
    if isinstance(nested, (int, float)):
        return ()
    if len(nested) == 0:
        return (0,)
    first, *others = map(infer_shape, nested)
    for other in others:
        if other != first:
            raise ValueError(f"{first} beside {other}")
    return len(nested), *first


def contiguous_strides(shape):
    if not shape:
        return ()
    behind = accumulate((size or 1 for size in reversed(shape[1:])), mul, initial=1)
    return tuple(behind)[::-1]


def element_at(flat, shape, index):
    try:
        pairs = list(zip(index, shape, strict=True))
    except ValueError:
        raise IndexError("as many indices as axes") from None
    offset = 0
    for i, size in pairs:
        i += size * (i < 0)
        if i < 0 or i >= size:
            raise IndexError("outside")
        offset = offset * size + i
    return flat[offset]
