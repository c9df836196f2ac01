"""Drops by multiplying with 0.

en: Your dropout turns a dropped infinity into nan. What is infinity times 0, and which functions replace a value without computing with it?
zh: 你的 dropout 把被丢弃的无穷大变成了 nan。无穷大乘以 0 是什么?哪些函数可以直接替换数值,而不用它做运算?
"""

import torch
from torch import nn

CAUGHT_BY = "a_dropped_infinity_is_zero"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape, device=x.device, generator=generator) < p
    scale = 1 / (1 - p) if p < 1 else 1.0
    return x * (~drop) * scale


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("p must be from 0 to 1")
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
