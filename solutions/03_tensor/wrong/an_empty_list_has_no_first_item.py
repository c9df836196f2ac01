"""Fails on an empty list.

en: Your code asks an empty list for its first item. What is the length of that axis, and what is below it?
zh: 你向空列表索要第一项。这个轴的长度是多少，它下面还有什么？
"""

CAUGHT_BY = "infer_shape.value"


def infer_shape(nested):
    if not isinstance(nested, (list, tuple)):
        return ()
    first = infer_shape(nested[0])
    if any(infer_shape(item) != first for item in nested):
        raise ValueError("items side by side have different shapes")
    return (len(nested), *first)


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
