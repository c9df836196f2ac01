"""Adds to zeros of the full shape, flattens and unflattens, and lets sum_to_size undo the broadcasting."""

import torch


def broadcast_shape(*shapes):
    rank = max(map(len, shapes), default=0)
    result = [1] * rank
    for shape in shapes:
        for axis in range(1, len(shape) + 1):
            if shape[-axis] == 1:
                continue
            if result[-axis] not in (1, shape[-axis]):
                raise ValueError(f"incompatible: {shapes}")
            result[-axis] = shape[-axis]
    return tuple(result)


def broadcast_add(a, b):
    total = a.new_zeros(broadcast_shape(a.shape, b.shape))
    total = total + a
    return total + b


def index_select(x, dim, index):
    if not -x.dim() <= dim < x.dim():
        raise IndexError("dim")
    for place in index:
        if not 0 <= int(place) < x.shape[dim]:
            raise IndexError("index")
    whole = [slice(None)] * x.dim()
    whole[dim] = index
    return x[whole[0]] if x.dim() == 1 else x[tuple(whole)]


def reshape(x, shape):
    if any(size < -1 for size in shape) or list(shape).count(-1) > 1:
        raise ValueError("sizes")
    known = 1
    for size in shape:
        known *= 1 if size == -1 else size
    if -1 in shape:
        if known == 0:
            raise ValueError("-1 could be anything")
        shape = [x.numel() // known if size == -1 else size for size in shape]
        known *= x.numel() // known
    if known != x.numel():
        raise ValueError("number of elements")
    return x.flatten().unflatten(0, tuple(shape)) if len(shape) else x.sum()


def product_gradients(q, r):
    shape = broadcast_shape(q.shape, r.shape)
    with torch.no_grad():
        dq = r + q.new_zeros(shape)
        dr = q + r.new_zeros(shape)
        return dq.sum_to_size(q.shape).clone(), dr.sum_to_size(r.shape).clone()
