"""An autograd.Function of its own, used on all three levels."""

import torch
from torch import nn


class _TanhAffine(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        flat = x.reshape(-1, w.shape[1])
        y = torch.addmm(b, flat, w.t()).tanh().reshape(*x.shape[:-1], w.shape[0])
        ctx.save_for_backward(x, w, y)
        return y

    @staticmethod
    def backward(ctx, upstream):
        x, w, y = ctx.saved_tensors
        return _back(x, w, y, upstream)


def _back(x, w, y, upstream):
    slope = (upstream * (1 - y) * (1 + y)).reshape(-1, w.shape[0])
    flat = x.reshape(-1, w.shape[1])
    return slope.mm(w).reshape(x.shape), slope.t().mm(flat), slope.sum(0)


def affine_tensor(x, w, b):
    return _TanhAffine.apply(x, w, b)


@torch.no_grad()
def affine_gradients(x, w, b, upstream):
    return _back(x, w, affine_tensor(x, w, b), upstream)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(out_features, in_features) - 0.5)
        self.bias = nn.Parameter(torch.rand(out_features) - 0.5)

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
