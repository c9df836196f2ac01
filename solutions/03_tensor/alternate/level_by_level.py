"""Peels off one level of nesting after the other, without recursion; positions by cutting the list into blocks."""

import math


def infer_shape(nested):
    shape, level = [], [nested]
    while True:
        nestings = [isinstance(item, (list, tuple)) for item in level]
        if not any(nestings):
            return tuple(shape)
        if not all(nestings):
            raise ValueError("numbers and lists side by side")
        sizes = {len(item) for item in level}
        if len(sizes) > 1:
            raise ValueError("lists of different lengths side by side")
        shape.append(sizes.pop())
        level = [inner for item in level for inner in item]


def contiguous_strides(shape):
    return tuple(math.prod(max(size, 1) for size in shape[axis + 1 :]) for axis in range(len(shape)))


def element_at(flat, shape, index):
    if len(index) != len(shape):
        raise IndexError("as many indices as axes")
    block = list(flat)
    for i, size in zip(index, shape):
        # Python itself makes sense of a negative index, and refuses one that is outside.
        place = range(size)[i]
        length = len(block) // size
        block = block[place * length : (place + 1) * length]
    return block[0]
