"""Stacks and repeats explicitly: selects slice after slice, and sums the product's gradient with einsum."""

import math

import torch


def broadcast_shape(*shapes):
    result = ()
    for shape in shapes:
        shape = tuple(shape)
        rank = max(len(result), len(shape))
        a = (1,) * (rank - len(result)) + result
        b = (1,) * (rank - len(shape)) + shape
        if any(m != n and 1 not in (m, n) for m, n in zip(a, b)):
            raise ValueError(f"incompatible: {shapes}")
        result = tuple(n if m == 1 else m for m, n in zip(a, b))
    return result


def _repeated(x, shape):
    """Write x out in full."""
    x = x[(None,) * (len(shape) - x.dim())]
    return x.repeat([full if size == 1 else 1 for size, full in zip(x.shape, shape)])


def broadcast_add(a, b):
    shape = broadcast_shape(a.shape, b.shape)
    return _repeated(a, shape) + _repeated(b, shape)


def index_select(x, dim, index):
    if dim < -x.dim() or dim >= x.dim():
        raise IndexError(dim)
    places = index.tolist()
    if any(place < 0 or place >= x.shape[dim] for place in places):
        raise IndexError(places)
    slices = [x.narrow(dim, place, 1) for place in places]
    return torch.cat(slices, dim) if slices else x.narrow(dim, 0, 0).clone()


def reshape(x, shape):
    shape = list(shape)
    unknown = [i for i, size in enumerate(shape) if size == -1]
    if len(unknown) > 1 or any(size < -1 for size in shape):
        raise ValueError(shape)
    if unknown:
        known = -math.prod(shape)
        if known == 0:
            raise ValueError(shape)
        shape[unknown[0]] = x.numel() // known
    if math.prod(shape) != x.numel():
        raise ValueError(shape)
    strides = [math.prod(shape[i + 1 :]) for i in range(len(shape))]
    return x.clone(memory_format=torch.contiguous_format).as_strided(shape, strides, 0)


def product_gradients(q, r):
    shape = broadcast_shape(q.shape, r.shape)
    return _collected(_repeated(r.detach(), shape), q.shape), _collected(
        _repeated(q.detach(), shape), r.shape
    )


def _collected(full, shape):
    target = (1,) * (full.dim() - len(shape)) + tuple(shape)
    for axis, size in enumerate(target):
        if size == 1:
            full = full.sum(axis, keepdim=True)
    return full[(0,) * (full.dim() - len(shape))].clone()
