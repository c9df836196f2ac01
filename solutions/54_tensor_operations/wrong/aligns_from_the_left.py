"""Lines the shapes up at their first axes.

en: Your code behaves like one that lines shapes up at their beginnings. With which axis of a (2, 3) matrix does a vector of 3 meet?
zh: 你的代码像是从左边开始对齐形状。长度为 3 的向量，与 (2, 3) 矩阵的哪个轴相遇？
"""

import math

import torch

CAUGHT_BY = "broadcast_shape.value"


def broadcast_shape(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    padded = [tuple(shape) + (1,) * (rank - len(shape)) for shape in shapes]
    result = []
    for sizes in zip(*padded):
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ValueError(f"incompatible: {shapes}")
        result.append(others.pop() if others else 1)
    return tuple(result)


def broadcast_add(a, b):
    rank = max(a.dim(), b.dim())
    broadcast_shape(a.shape, b.shape)
    return a[(...,) + (None,) * (rank - a.dim())] + b[(...,) + (None,) * (rank - b.dim())]


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
