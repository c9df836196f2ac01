"""Makes fans up for a vector.

en: Your fans have an answer for a bias vector. How many inputs does an output have, if there is only one axis?
zh: 对偏置向量，你的 fans 也给出了答案。只有一个轴时，一个输出有多少个输入？
"""

import math

import torch
from torch import nn

CAUGHT_BY = "fans.rejects"


def fans(shape):
    """Inputs of an output, outputs of an input."""
    shape = [*shape, 1, 1][: max(2, len(shape))]
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
