"""Overwrites x.

en: Your dropout destroys its input. What does the name of a torch function that may do so end with?
zh: 你的 dropout 破坏了它的输入。torch 中可以这样做的函数,名字以什么结尾?
"""

import torch
from torch import nn

CAUGHT_BY = "dropout.untouched"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape, device=x.device, generator=generator) < p
    scale = 1 / (1 - p) if p < 1 else 1.0
    result = x.masked_fill(drop, 0) * scale
    x.detach().copy_(result.detach())
    return result


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("p must be from 0 to 1")
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
