"""Takes the first side of the shape for the inputs.

en: Your fans are swapped. A linear layer keeps its weight as (out, in): which side is counted by the inputs?
zh: 你的扇入和扇出弄反了。线性层的权重按 (out, in) 存放：哪一边对应输入？
"""

import math

import torch
from torch import nn

CAUGHT_BY = "fans.value"


def fans(shape):
    """Inputs of an output, outputs of an input."""
    if len(shape) < 2:
        raise ValueError("a weight has at least two axes")
    field = math.prod(shape[2:])
    return shape[0] * field, shape[1] * field


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
