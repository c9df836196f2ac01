"""Passes the gradient through tanh unchanged.

en: Your gradients are those of the affine map alone. What does tanh do to a gradient that passes through it?
zh: 你的梯度只是仿射映射的梯度。梯度经过 tanh 时会怎样？
"""

import torch
from torch import nn

CAUGHT_BY = "affine_gradients.value"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = upstream
        rows = before.reshape(-1, b.shape[0])
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
