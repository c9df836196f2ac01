"""Leaves the kept elements as they are.

en: Your dropout leaves the kept elements at their old size. What happens to the average output when a share p of the elements disappears?
zh: 你的 dropout 没有放大保留下来的元素。当比例为 p 的元素消失后,输出的平均值会怎样?
"""

import torch
from torch import nn

CAUGHT_BY = "kept_elements_are_scaled_and_the_others_are_zero"


def dropout(x, p=0.5, training=True, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p must be from 0 to 1")
    if not training:
        return x
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
