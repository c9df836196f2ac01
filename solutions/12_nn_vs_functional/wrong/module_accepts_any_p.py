"""The module is built with any p and fails later.

en: Your Dropout module is built with p = 2 without a word. Where is the earliest line that could refuse it?
zh: 你的 Dropout 模块接受了 p = 2 而毫无怨言。最早可以在哪一行拒绝它?
"""

import torch
from torch import nn

CAUGHT_BY = "a_module_with_a_bad_p_cannot_be_built"


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
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
