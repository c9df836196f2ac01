"""Divides by 1 - p, even by 0.

en: Your dropout gives nan or an error when p is 1. What is 0 divided by 1 - p then, and what should be left when everything is dropped?
zh: 当 p 等于 1 时,你的 dropout 得到 nan 或报错。此时 0 除以 1 - p 是什么?全部丢弃之后应该剩下什么?
"""

import torch
from torch import nn

CAUGHT_BY = "dropout.value"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape, device=x.device, generator=generator) < p
    return x.masked_fill(drop, 0) / torch.tensor(1.0 - p, dtype=x.dtype, device=x.device)


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("p must be from 0 to 1")
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
