"""Has torch make the tensor.

en: You let torch find the shape. The point is to see how it does that: what do you know about the shape of a list once you know those of its items?
zh: 你让 torch 替你求形状。本题的意义在于看清它是怎么做到的：知道了各项的形状，列表的形状又如何得出？
"""

CAUGHT_BY = "allowed_means_only"


def infer_shape(nested):
    import torch

    return tuple(torch.tensor(nested).shape)


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
