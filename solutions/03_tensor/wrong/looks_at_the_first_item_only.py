"""Takes the shape of the first item for that of all.

en: You accept lists whose items differ. How can you know the shape of the items that you have not looked at?
zh: 你接受了各项不一致的列表。没有看过的那些项，你怎么知道它们的形状？
"""

CAUGHT_BY = "infer_shape.rejects"


def infer_shape(nested):
    if not isinstance(nested, (list, tuple)):
        return ()
    if not nested:
        return (0,)
    return (len(nested), *infer_shape(nested[0]))


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
