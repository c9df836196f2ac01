"""Pairs indices with axes as far as they go.

en: You do not notice when there are too few or too many indices. What does zip do with lists of different lengths?
zh: 下标太少或太多，你都没有发现。两个长度不同的列表，zip 会怎么处理？
"""

CAUGHT_BY = "element_at.rejects"


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
    offset = 0
    for i, size in zip(index, shape):
        if not -size <= i < size:
            raise IndexError(f"index {i} is out of range for a size of {size}")
        offset = offset * size + i % size
    return flat[offset]
