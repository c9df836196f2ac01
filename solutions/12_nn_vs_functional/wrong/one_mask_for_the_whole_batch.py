"""Draws one mask and uses it for every row.

en: Your dropout drops the same columns in every row. How many independent decisions does a tensor of shape (N, D) need?
zh: 你的 dropout 在每一行都丢弃相同的列。形状为 (N, D) 的张量需要多少次独立的决定?
"""

import torch
from torch import nn

CAUGHT_BY = "every_element_is_dropped_on_its_own"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape[1:], device=x.device, generator=generator) < p
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
