"""Uses tanh of the result in the slope of tanh.

en: You apply tanh twice before you square. In terms of which value is the slope of tanh 1 minus its square?
zh: 你在平方之前用了两次 tanh。tanh 的斜率“1 减去平方”，说的是谁的平方？
"""

import torch
from torch import nn

CAUGHT_BY = "affine_gradients.value"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = upstream * (1 - torch.tanh(affine_tensor(x, w, b)) ** 2)
        rows = before.reshape(-1, b.shape[0])
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
