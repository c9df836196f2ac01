"""Asks autograd for the gradient of the product itself.

en: Your code asks for the gradient of something that is no scalar, and autograd refuses. What is missing: a sum, or the gradient that comes from above?
zh: 你的代码对一个非标量求梯度，autograd 拒绝了。缺少的是求和，还是来自上游的梯度？
"""

import math

import torch

CAUGHT_BY = "product_gradients.value"


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
    q, r = q.detach().clone().requires_grad_(), r.detach().clone().requires_grad_()
    return torch.autograd.grad(q * r, (q, r))
