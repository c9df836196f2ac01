"""Works on x.detach().

en: No gradient comes out of your dropout. What does detach do to everything that follows?
zh: 你的 dropout 没有梯度传出来。detach 会对后面的计算产生什么影响?
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
    return x.detach().masked_fill(drop, 0) * scale


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("p must be from 0 to 1")
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
