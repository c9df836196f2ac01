"""Counts strides from the first axis.

en: Your strides are those of a tensor whose first axis is contiguous. Along which axis are neighbours next to each other in row-major order?
zh: 你给出的是第一个轴连续时的步幅。按行优先存放时，沿哪个轴的相邻元素在内存中紧挨着？
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
    for size in shape:
        strides.append(step)
        step *= max(size, 1)
    return tuple(strides)


def element_at(flat, shape, index):
    if len(index) != len(shape):
        raise IndexError(f"{len(index)} indices for {len(shape)} axes")
    offset = 0
    for i, size in zip(index, shape):
        if not -size <= i < size:
            raise IndexError(f"index {i} is out of range for a size of {size}")
        offset = offset * size + i % size
    return flat[offset]
