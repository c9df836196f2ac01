"""Multiplies by the weight without transposing it.

en: Your weight has the inputs along its rows. How is it stored, as (in, out) or as (out, in)?
zh: 你把输入放在了权重的行上。它是按 (in, out) 还是按 (out, in) 存放的？
"""

import torch
from torch import nn

CAUGHT_BY = "affine_tensor.value"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w + b)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = upstream * (1 - torch.tanh(x @ w.mT + b) ** 2)
        rows = before.reshape(-1, b.shape[0])
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return torch.tanh(x @ self.weight.mT + self.bias)
