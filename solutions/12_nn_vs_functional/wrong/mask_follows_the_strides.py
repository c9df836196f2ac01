"""Draws the mask in the memory order of x.

en: Your mask depends on how x lies in memory: a transposed x gets another one. What does a function whose name ends in _like copy besides shape and dtype?
zh: 你的掩码取决于 x 在内存中的排列:转置后的 x 会得到不同的掩码。名字以 _like 结尾的函数,除了形状和 dtype 还复制了什么?
"""

import torch
from torch import nn

CAUGHT_BY = "the_mask_does_not_depend_on_strides"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.empty_like(x).uniform_(generator=generator) < p
    scale = 1 / (1 - p) if p < 1 else 1.0
    return x.masked_fill(drop, 0) * scale


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("p must be from 0 to 1")
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
