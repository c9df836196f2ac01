"""Registers the bias as a buffer.

en: Your bias is saved and moved, but no optimizer will ever see it. What does parameters() list, and what are buffers for?
zh: 你的 bias 会被保存和移动，优化器却永远看不到它。parameters() 列出的是什么，buffer 又是做什么用的？
"""

import torch
from torch import nn

CAUGHT_BY = "parameters_are_two_leaves"


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
        self.register_buffer("bias", torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
