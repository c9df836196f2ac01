"""The module does not hand its generator on.

en: Your Dropout module was given a generator and draws from another. Which of its arguments never reach the function?
zh: 你的 Dropout 模块收到了一个生成器,却从别处抽取随机数。它的哪个参数没有传给函数?
"""

import torch
from torch import nn

CAUGHT_BY = "the_module_draws_from_its_own_generator"


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

    def forward(self, x):
        return dropout(x, self.p, self.training)
