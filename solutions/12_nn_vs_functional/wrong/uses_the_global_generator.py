"""Draws from the global generator whatever it is given.

en: Your dropout ignores the generator that it is handed. How should a caller repeat one mask without touching the randomness of everybody else?
zh: 你的 dropout 忽略了传入的生成器。调用者怎样才能在不影响其他随机数的前提下重现同一个掩码?
"""

import torch
from torch import nn

CAUGHT_BY = "the_same_generator_state_gives_the_same_mask"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape, device=x.device) < p
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
