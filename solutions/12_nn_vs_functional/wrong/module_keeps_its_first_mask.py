"""The module draws a mask once and keeps it.

en: Your Dropout module uses its first mask again and again. What should a module keep between calls, and what must be drawn anew?
zh: 你的 Dropout 模块一直在重复使用第一个掩码。模块在两次调用之间应当保存什么,又有什么必须重新抽取?
"""

import torch
from torch import nn

CAUGHT_BY = "the_module_draws_a_new_mask_every_time"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
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
        self.mask = None

    def forward(self, x):
        if not self.training:
            return x
        if self.mask is None or self.mask.shape != x.shape:
            self.mask = dropout(torch.ones_like(x), self.p, True, self.generator)
        return torch.where(self.mask == 0, 0.0, x * self.mask)
