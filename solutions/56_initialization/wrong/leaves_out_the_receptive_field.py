"""Counts the channels of a convolution and not its kernel.

en: Your fans count channels only. From how many pixels of each channel is one output of a convolution computed?
zh: 你的扇入扇出只数了通道。卷积的一个输出，是由每个通道的多少个像素算出来的？
"""

import math

import torch
from torch import nn

CAUGHT_BY = "fans.value"


def fans(shape):
    """Inputs of an output, outputs of an input."""
    if len(shape) < 2:
        raise ValueError("a weight has at least two axes")
    return shape[1], shape[0]


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
