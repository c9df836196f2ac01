"""The module always trains.

en: Your Dropout module drops after eval(). Which attribute do train() and eval() set on every module?
zh: 调用 eval() 之后,你的 Dropout 模块仍在丢弃元素。train() 和 eval() 会设置每个模块的哪个属性?
"""

import torch
from torch import nn

CAUGHT_BY = "the_module_follows_train_and_eval"


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
        return dropout(x, self.p, True, self.generator)
