"""Compares the lengths of neighbours inside one list, but not across lists.

en: You compare items only with those in the same list. May [[1], [2]] and [[3]] stand beside each other?
zh: 你只在同一个列表内部做比较。[[1], [2]] 和 [[3]] 能并列吗？
"""

CAUGHT_BY = "infer_shape.rejects"


def infer_shape(nested):
    if not isinstance(nested, (list, tuple)):
        return ()
    if not nested:
        return (0,)
    nestings = [isinstance(item, (list, tuple)) for item in nested]
    if any(nestings) != all(nestings):
        raise ValueError("numbers and lists side by side")
    shapes = [infer_shape(item) for item in nested]
    if len({len(shape) for shape in shapes}) > 1 or (shapes[0] and len({shape[-1] for shape in shapes}) > 1):
        raise ValueError("items side by side have different lengths")
    return (len(nested), *shapes[0])


def contiguous_strides(shape):
    strides = []
    step = 1
    for size in reversed(shape):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))


def element_at(flat, shape, index):
    if len(index) != len(shape):
        raise IndexError(f"{len(index)} indices for {len(shape)} axes")
    offset = 0
    for i, size in zip(index, shape):
        if not -size <= i < size:
            raise IndexError(f"index {i} is out of range for a size of {size}")
        offset = offset * size + i % size
    return flat[offset]
