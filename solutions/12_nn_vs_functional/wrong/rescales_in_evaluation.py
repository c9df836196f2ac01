"""Leaves training unscaled and shrinks the output in evaluation.

en: Your dropout shrinks its output in evaluation, as the very first dropout did. Where does torch put the factor, so that evaluation changes nothing?
zh: 你的 dropout 像最早的版本那样,在评估时缩小输出。torch 把这个系数放在了哪里,使得评估时什么都不用做?
"""

import torch
from torch import nn

CAUGHT_BY = "dropout.value"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x * (1 - p)
    drop = torch.rand(x.shape, device=x.device, generator=generator) < p
    return x.masked_fill(drop, 0)


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("p must be from 0 to 1")
        self.p = p
        self.generator = generator

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
