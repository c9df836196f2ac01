"""Starts from zeros and writes the kept elements into their places."""

import torch
from torch import nn


def dropout(x, p=0.5, training=True, generator=None):
    if not (p <= 1 and p >= 0):
        raise ValueError("p")
    if not training:
        return x
    order = torch.rand(x.numel(), device=x.device, dtype=torch.float64, generator=generator)
    kept = (order >= p).nonzero()[:, 0]
    out = torch.zeros(x.numel(), dtype=x.dtype, device=x.device)
    # Nothing is kept when p is 1, so nothing is divided by 0.
    out = out.index_put((kept,), x.reshape(-1)[kept] / (1 - p))
    return out.reshape(x.shape)


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        if not (p <= 1 and p >= 0):
            raise ValueError("p")
        super().__init__()
        self.generator = generator
        self.p = p

    def forward(self, x):
        return dropout(x, self.p, self.training, self.generator)
