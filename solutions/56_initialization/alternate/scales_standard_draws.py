"""Draws standard numbers into a new tensor, scales them and copies them over."""

import torch
from torch import nn


def fans(shape):
    """Multiply both by whatever comes after the first two axes."""
    fan_out, fan_in = shape[:2] if len(shape) >= 2 else (None, None)
    if fan_in is None:
        raise ValueError("fewer than two axes")
    for side in shape[2:]:
        fan_in, fan_out = fan_in * side, fan_out * side
    return fan_in, fan_out


def _fill(tensor, draw, scale, shift, generator):
    with torch.no_grad():
        fresh = draw(tensor.shape, dtype=tensor.dtype, device=tensor.device, generator=generator)
        tensor.copy_((fresh - shift) * scale)
    return tensor


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Stretch [0, 1) to [-a, a)."""
    bound = gain * (6 / sum(fans(tensor.shape))) ** 0.5
    return _fill(tensor, torch.rand, 2 * bound, 0.5, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Stretch N(0, 1)."""
    return _fill(tensor, torch.randn, gain * (2 / sum(fans(tensor.shape))) ** 0.5, 0, generator)


def kaiming_normal_(tensor, mode="fan_in", generator=None):
    """Stretch N(0, 1)."""
    if mode == "fan_in":
        fan = fans(tensor.shape)[0]
    elif mode == "fan_out":
        fan = fans(tensor.shape)[1]
    else:
        raise ValueError(f"mode={mode!r}")
    return _fill(tensor, torch.randn, (2 / fan) ** 0.5, 0, generator)


def init_lenet_(model, generator=None):
    """Let apply() find the layers."""

    def one(layer):
        if type(layer) in (nn.Conv2d, nn.Linear):
            xavier_uniform_(layer.weight, generator=generator)
            if layer.bias is not None:
                nn.Parameter.zero_(layer.bias.detach())

    return model.apply(one)
