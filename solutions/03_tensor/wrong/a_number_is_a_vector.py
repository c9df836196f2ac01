"""Gives a number one axis.

en: You say that a number has the shape (1,). How many indices does one need to point at it?
zh: 你认为单个数的形状是 (1,)。要指向它，需要几个下标？
"""

CAUGHT_BY = "infer_shape.shape"


def infer_shape(nested):
    if not isinstance(nested, (list, tuple)):
        return (1,)
    inner = {infer_shape(item) if isinstance(item, (list, tuple)) else () for item in nested}
    if len(inner) > 1:
        raise ValueError("items side by side have different shapes")
    return (len(nested), *(inner.pop() if inner else ()))


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
