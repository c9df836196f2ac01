"""Takes -1 for the last place, as square brackets do.

en: Your code accepts negative indices. Square brackets do, too: does index_select?
zh: 你的代码接受负的下标。方括号确实如此，但 index_select 也接受吗？
"""

import math

import torch

CAUGHT_BY = "index_select.rejects"


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
    if not bool(((index >= -x.shape[dim]) & (index < x.shape[dim])).all()):
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
    shape = broadcast_shape(q.shape, r.shape)
    ones = torch.ones(shape, dtype=q.dtype, device=q.device)
    return (ones * r.detach()).sum_to_size(q.shape), (ones * q.detach()).sum_to_size(r.shape)
