"""Picks with a mask, so that repeats and order are lost.

en: Your code gives every place at most once, in ascending order. What should index [2, 2, 0] give?
zh: 你的代码对每个位置最多给出一次，而且按升序排列。下标 [2, 2, 0] 应当给出什么？
"""

import math

import torch

CAUGHT_BY = "index_select.shape"


def broadcast_shape(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    padded = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sizes in zip(*padded):
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ValueError(f"incompatible: {shapes}")
        result.append(others.pop() if others else 1)
    return tuple(result)


def broadcast_add(a, b):
    broadcast_shape(a.shape, b.shape)
    return a + b


def index_select(x, dim, index):
    if not -x.dim() <= dim < x.dim():
        raise IndexError(f"dim {dim}")
    if not bool(((index >= 0) & (index < x.shape[dim])).all()):
        raise IndexError("index")
    return x[(slice(None),) * (dim % x.dim()) + (index.unique(),)]


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
    shape = broadcast_shape(q.shape, r.shape)
    ones = torch.ones(shape, dtype=q.dtype, device=q.device)
    return (ones * r.detach()).sum_to_size(q.shape), (ones * q.detach()).sum_to_size(r.shape)
