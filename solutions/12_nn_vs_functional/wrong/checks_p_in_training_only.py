"""Returns before it looks at p.

en: Your dropout accepts p = 1.5 as long as it does not train. When would the user of a wrong p like to hear of it?
zh: 只要不在训练,你的 dropout 就会接受 p = 1.5。写错 p 的人希望什么时候知道?
"""

import torch
from torch import nn

CAUGHT_BY = "dropout.rejects"


def dropout(x, p=0.5, training=True, generator=None):
    if not training:
        return x
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
