"""Draws the kept elements with bernoulli_ and selects with where."""

import torch
from torch import nn


def dropout(x, p=0.5, training=True, generator=None):
    if p != p or p < 0 or p > 1:
        raise ValueError("p")
    if not training:
        return x.clone()
    keep = torch.empty(x.shape, dtype=torch.float64, device=x.device).bernoulli_(1 - p, generator=generator)
    if p == 1:
        return torch.where(keep.bool(), x, 0.0)
    return torch.where(keep.bool(), x / (1 - p), torch.zeros_like(x))


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        if not (p >= 0 and p <= 1):
            raise ValueError("p")
        self.p, self.generator = p, generator

    def forward(self, x):
        if self.training:
            return dropout(x, self.p, generator=self.generator)
        return x
