"""Multiplies by a size of 0.

en: In front of an empty axis your strides are 0. What does the statement count a size of 0 as?
zh: 在空轴之前，你的步幅变成了 0。题目把长度 0 按多少计算？
"""

CAUGHT_BY = "contiguous_strides.value"


def infer_shape(nested):
    if not isinstance(nested, (list, tuple)):
        return ()
    inner = {infer_shape(item) for item in nested}
    if len(inner) > 1:
        raise ValueError("items side by side have different shapes")
    return (len(nested), *(inner.pop() if inner else ()))


def contiguous_strides(shape):
    strides = []
    step = 1
    for size in reversed(shape):
        strides.append(step)
        step *= size
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
