"""Refuses every negative index.

en: You take negative indices for mistakes. What does -1 mean for a Python list?
zh: 你把负的下标一律当成错误。对 Python 列表来说，-1 是什么意思？
"""

CAUGHT_BY = "element_at.value"


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
        step *= max(size, 1)
    return tuple(reversed(strides))


def element_at(flat, shape, index):
    if len(index) != len(shape):
        raise IndexError(f"{len(index)} indices for {len(shape)} axes")
    offset = 0
    for i, size in zip(index, shape):
        if not 0 <= i < size:
            raise IndexError(f"index {i} is out of range for a size of {size}")
        offset = offset * size + i % size
    return flat[offset]
