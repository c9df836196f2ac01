"""Draws uniform numbers only, through a detached view of the same memory; erfinv makes normal ones of them."""

import math

import torch


def fans(shape):
    """The number of elements over one of the first two sides."""
    if len(shape) < 2:
        raise ValueError(f"{len(shape)} axes")
    kernel = 1
    for side in tuple(shape)[2:]:
        kernel *= side
    return shape[1] * kernel, shape[0] * kernel


def _uniform_(tensor, bound, generator):
    tensor.detach().uniform_(generator=generator).mul_(2).sub_(1).mul_(bound)
    return tensor


def _normal_(tensor, deviation, generator):
    # In float64 and strictly inside (-1, 1), where erfinv is finite.
    share = torch.rand(tensor.shape, dtype=torch.float64, device=tensor.device, generator=generator)
    inside = (2 * share - 1).clamp(-1 + 1e-15, 1 - 1e-15)
    tensor.data[...] = torch.erfinv(inside) * (math.sqrt(2) * deviation)
    return tensor


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """The bound is the deviation times the root of 3."""
    return _uniform_(tensor, gain * math.sqrt(3) * math.sqrt(2 / sum(fans(tensor.shape))), generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Invert the normal distribution function."""
    return _normal_(tensor, gain * math.sqrt(2 / sum(fans(tensor.shape))), generator)


def kaiming_normal_(tensor, mode="fan_in", generator=None):
    """Invert the normal distribution function."""
    fan_in, fan_out = fans(tensor.shape)
    chosen = {"fan_in": fan_in, "fan_out": fan_out}.get(mode)
    if chosen is None:
        raise ValueError(f"unknown mode {mode!r}")
    return _normal_(tensor, math.sqrt(2 / chosen), generator)


def init_lenet_(model, generator=None):
    """Walk down the tree by hand."""
    for child in [model, *model.children()]:
        if isinstance(child, torch.nn.Linear) or isinstance(child, torch.nn.Conv2d):
            xavier_uniform_(child.weight, 1.0, generator)
            if child.bias is not None:
                child.bias.data.fill_(0)
        elif child is not model:
            init_lenet_(child, generator)
    return model
