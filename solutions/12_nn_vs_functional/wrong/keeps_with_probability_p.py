"""Takes p for the probability of staying.

en: Your dropout keeps a share p of the elements. Is p the probability of staying or of going?
zh: 你的 dropout 保留了比例为 p 的元素。p 是保留的概率,还是丢弃的概率?
"""

import torch
from torch import nn

CAUGHT_BY = "the_share_of_kept_elements_is_right"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape, device=x.device, generator=generator) < 1 - p
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
