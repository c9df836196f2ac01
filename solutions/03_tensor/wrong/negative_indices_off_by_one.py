"""Counts negative indices one too far.

en: With you, -1 is the last but one. To which number must one add the size, so that -1 becomes the last?
zh: 在你这里，-1 成了倒数第二个。要让 -1 变成最后一个，应该给哪个数加上长度？
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
        if not -size <= i < size:
            raise IndexError(f"index {i} is out of range for a size of {size}")
        offset = offset * size + (i if i >= 0 else i - 1) % size
    return flat[offset]
