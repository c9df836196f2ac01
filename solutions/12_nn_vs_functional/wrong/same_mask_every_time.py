"""Seeds the generator in every call.

en: Your dropout drops the same elements in every call. What does seeding do to all the draws that follow?
zh: 你的 dropout 每次调用都丢弃相同的元素。设置种子会对之后的所有随机数产生什么影响?
"""

import torch
from torch import nn

CAUGHT_BY = "the_next_call_draws_a_new_mask"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    if generator is None:
        generator = torch.Generator().manual_seed(0)
    drop = torch.rand(x.shape, device=x.device, generator=generator) < p
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
