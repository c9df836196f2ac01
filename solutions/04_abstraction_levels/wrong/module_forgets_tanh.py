"""Leaves tanh out of the module.

en: The results of your module go beyond 1. What comes after the affine map on the other two levels?
zh: 你的模块的结果会超过 1。在另外两个层次上，仿射映射之后还有什么？
"""

import torch
from torch import nn

CAUGHT_BY = "the_module_computes_the_layer"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = upstream * (1 - affine_tensor(x, w, b) ** 2)
        rows = before.reshape(-1, b.shape[0])
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return x @ self.weight.mT + self.bias
