"""Accepts any neighbour of an empty list.

en: Beside an empty list you accept everything, as torch does. Which length has each of the two?
zh: 在空列表旁边，你什么都接受，torch 也是这样。但这两项各自的长度是多少？
"""

CAUGHT_BY = "infer_shape.rejects"


def infer_shape(nested):
    if not isinstance(nested, (list, tuple)):
        return ()
    shapes = [infer_shape(item) for item in nested]
    if len({shape for shape in shapes if 0 not in shape}) > 1:
        raise ValueError("items side by side have different shapes")
    return (len(nested), *(shapes[0] if shapes else ()))


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
