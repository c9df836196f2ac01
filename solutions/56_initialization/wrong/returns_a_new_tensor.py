"""Fills a copy.

en: Your initialiser fills a copy and leaves the tensor as it was. What does the underscore at the end of the name promise?
zh: 你的初始化填的是副本，原张量没有变。函数名末尾的下划线承诺了什么？
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
    return tensor.clone().uniform_(-bound, bound, generator=generator)


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
    return tensor.normal_(0, math.sqrt(2 / fan), generator=generator)


@torch.no_grad()
def init_lenet_(model, generator=None):
    """Xavier weights and zero biases."""
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            xavier_uniform_(layer.weight, generator=generator)
            if layer.bias is not None:
                layer.bias.zero_()
    return model
