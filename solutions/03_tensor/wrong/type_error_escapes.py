"""Lets Python's own TypeError through.

en: Where a number stands beside a list your code fails, but with TypeError. Which exception does the statement ask for?
zh: 数与列表并列时你的代码确实失败了，抛出的却是 TypeError。题目要求的是哪种异常？
"""

CAUGHT_BY = "infer_shape.rejects"


def infer_shape(nested):
    if not isinstance(nested, (list, tuple)):
        return ()
    if not nested:
        return (0,)
    if isinstance(nested[0], (list, tuple)):
        if any(len(item) != len(nested[0]) for item in nested):
            raise ValueError("items side by side have different lengths")
    elif any(len(item) for item in nested if isinstance(item, (list, tuple))):
        raise ValueError("a list beside a number")
    inner = {infer_shape(item) for item in nested}
    if len(inner) > 1:
        raise ValueError("items side by side have different shapes")
    return (len(nested), *inner.pop())


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
