"""Pays no attention to training=False.

en: Your dropout drops elements in evaluation. Which argument says that the answer must not be random now?
zh: 你的 dropout 在评估时也丢弃元素。哪个参数表示此刻的结果不应该是随机的?
"""

import torch
from torch import nn

CAUGHT_BY = "dropout.value"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
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
