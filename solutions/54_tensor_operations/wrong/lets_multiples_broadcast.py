"""Repeats a shorter axis whenever its size divides the longer one.

en: Your code accepts sizes of which one is a multiple of the other. Which single size may be repeated?
zh: 你的代码接受成倍数关系的大小。只有哪一种大小可以被重复？
"""

import math

import torch

CAUGHT_BY = "broadcast_shape.rejects"


def broadcast_shape(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    padded = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sizes in zip(*padded):
        others = {size for size in sizes if size != 1}
        size = max(others, default=1)
        if any(other == 0 or size % other for other in others if other != size):
            raise ValueError(f"incompatible: {shapes}")
        result.append(size)
    return tuple(result)


def broadcast_add(a, b):
    try:
        return a + b
    except RuntimeError as error:
        raise ValueError(str(error)) from None


def index_select(x, dim, index):
    if not -x.dim() <= dim < x.dim():
        raise IndexError(f"dim {dim}")
    if not bool(((index >= 0) & (index < x.shape[dim])).all()):
        raise IndexError("index")
    return x[(slice(None),) * (dim % x.dim()) + (index,)]


def reshape(x, shape):
    if shape.count(-1) > 1 or any(size < -1 for size in shape):
        raise ValueError(f"{shape}")
    known = math.prod(size for size in shape if size != -1)
    if -1 in shape:
        if known == 0 or x.numel() % known:
            raise ValueError(f"{shape}")
    elif known != x.numel():
        raise ValueError(f"{shape}")
    return x.reshape(shape)


def product_gradients(q, r):
    try:
        product = q.detach() * r.detach()
    except RuntimeError as error:
        raise ValueError(str(error)) from None
    ones = torch.ones_like(product)
    return (ones * r.detach()).sum_to_size(q.shape), (ones * q.detach()).sum_to_size(r.shape)
