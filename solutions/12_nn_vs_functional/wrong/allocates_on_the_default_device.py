"""Draws the mask on the CPU.

en: Your mask is drawn without saying where. On which device does x live?
zh: 你抽取掩码时没有说明放在哪里。x 在哪个设备上?
"""

import torch
from torch import nn

CAUGHT_BY = "dropout.device_agnostic"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
    drop = torch.rand(x.shape, generator=generator) < p
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
