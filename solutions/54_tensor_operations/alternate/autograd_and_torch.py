"""Asks torch: shapes through zip_longest, the gradients through autograd with grad_outputs, the rest by its operators."""

from itertools import zip_longest

import torch


def broadcast_shape(*shapes):
    result = []
    for sizes in zip_longest(*(tuple(shape)[::-1] for shape in shapes), fillvalue=1):
        size = 1
        for other in sizes:
            if size == 1:
                size = other
            elif other not in (1, size):
                raise ValueError(f"incompatible: {shapes}")
        result.insert(0, size)
    return tuple(result)


def broadcast_add(a, b):
    try:
        return torch.add(a, b)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def index_select(x, dim, index):
    rows = x.transpose(0, dim)
    if index.numel() and (index.min() < 0 or index.max() >= len(rows)):
        raise IndexError("index out of range")
    return rows[index].transpose(0, dim)


def reshape(x, shape):
    try:
        return x.reshape(shape)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def product_gradients(q, r):
    broadcast_shape(q.shape, r.shape)
    q, r = (t.detach().clone().requires_grad_() for t in (q, r))
    with torch.enable_grad():
        product = q * r
    return torch.autograd.grad(product, (q, r), grad_outputs=torch.ones_like(product))
