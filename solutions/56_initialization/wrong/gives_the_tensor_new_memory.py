"""Puts new memory under the tensor.

en: Your initialiser gives the tensor new memory. What becomes of a weight that two layers share, or of a view of it?
zh: 你的初始化给张量换了内存。两层共用的权重，或者它的一个视图，会怎么样？
"""

import math

import torch
from torch import nn

CAUGHT_BY = "weights_change_in_place_and_leave_no_trace"


def fans(shape):
    """Inputs of an output, outputs of an input."""
    if len(shape) < 2:
        raise ValueError("a weight has at least two axes")
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


@torch.no_grad()
def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Uniform on [-a, a]."""
    bound = gain * math.sqrt(6 / sum(fans(tensor.shape)))
    return tensor.uniform_(-bound, bound, generator=generator)


@torch.no_grad()
def xavier_normal_(tensor, gain=1.0, generator=None):
    """Normal with the deviation of Xavier."""
    deviation = gain * math.sqrt(2 / sum(fans(tensor.shape)))
    return tensor.normal_(0, deviation, generator=generator)


@torch.no_grad()
def kaiming_normal_(tensor, mode="fan_in", generator=None):
    """Normal with the deviation of Kaiming."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError("unknown mode")
    fan_in, fan_out = fans(tensor.shape)
    fan = fan_in if mode == "fan_in" else fan_out
    tensor.data = torch.empty_like(tensor).normal_(0, math.sqrt(2 / fan), generator=generator)
    return tensor


@torch.no_grad()
def init_lenet_(model, generator=None):
    """Xavier weights and zero biases."""
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            xavier_uniform_(layer.weight, generator=generator)
            if layer.bias is not None:
                layer.bias.zero_()
    return model
