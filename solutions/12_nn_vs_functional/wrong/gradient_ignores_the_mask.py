"""Sends the gradient through the dropped elements too.

en: Your gradient reaches elements that were dropped. How much does the output change when a dropped input moves?
zh: 你的梯度传到了被丢弃的元素上。被丢弃的输入变动时,输出会改变多少?
"""

import torch
from torch import nn

CAUGHT_BY = "the_gradient_passes_the_same_mask"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape, device=x.device, generator=generator) < p
    scale = 1 / (1 - p) if p < 1 else 1.0
    return x + (x.masked_fill(drop, 0) * scale - x).detach()


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("p must be from 0 to 1")
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
