"""Converts the input to float32.

en: After double() your module still wants float32. From what should forward take the dtype?
zh: 调用 double() 之后，你的模块仍然要求 float32。forward 应当从哪里得知 dtype？
"""

import torch
from torch import nn

CAUGHT_BY = "double_converts_the_module"


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
        return affine_tensor(x.float(), self.weight.float(), self.bias.float())
