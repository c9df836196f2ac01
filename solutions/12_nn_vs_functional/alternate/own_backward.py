"""Keeps the mask itself and writes the backward pass by hand."""

import torch
from torch import nn


class _Masked(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, keep, scale):
        ctx.save_for_backward(keep)
        ctx.scale = scale
        return torch.where(keep, x * scale, torch.zeros_like(x))

    @staticmethod
    def backward(ctx, upstream):
        (keep,) = ctx.saved_tensors
        return torch.where(keep, upstream * ctx.scale, torch.zeros_like(upstream)), None, None


def dropout(x, p=0.5, training=True, generator=None):
    if not 0.0 <= float(p) <= 1.0:
        raise ValueError("p")
    if not training:
        return x
    keep = torch.empty(x.shape, device=x.device).uniform_(generator=generator) >= p
    return _Masked.apply(x, keep, 1.0 if p == 1 else 1.0 / (1.0 - p))


class Dropout(nn.Module):
    def __init__(self, p=0.5, generator=None):
        super().__init__()
        self.p = p
        self.generator = generator
        dropout(torch.zeros(0), p, training=False)

    def forward(self, x):
        return dropout(x, p=self.p, training=self.training, generator=self.generator)
