"""Calls backward() on the caller's own tensors.

en: After your call q and r carry a .grad, or have changed their requires_grad. On which tensors may backward() be called?
zh: 调用之后，q 和 r 上多了 .grad，或者 requires_grad 变了。可以对哪些张量调用 backward()？
"""

import math

CAUGHT_BY = "nothing_is_left_behind"


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
    broadcast_shape(q.shape, r.shape)
    wanted = q.requires_grad, r.requires_grad
    q.requires_grad_()
    r.requires_grad_()
    (q * r).sum().backward()
    dq, dr = q.grad.clone(), r.grad.clone()
    q.requires_grad_(wanted[0])
    r.requires_grad_(wanted[1])
    if not wanted[0]:
        q.grad = None
    if not wanted[1]:
        r.grad = None
    return dq, dr
