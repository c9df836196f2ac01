"""Keeps the bias as an ordinary tensor.

en: Your module does not know its bias: it is neither saved, nor moved, nor trained. What makes a tensor a parameter?
zh: 你的模块不认识自己的 bias：它既不会被保存，也不会被移动或训练。怎样的张量才算参数？
"""

import torch
from torch import nn

CAUGHT_BY = "names_and_shapes_of_the_parameters"


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
        self.bias = torch.zeros(out_features, requires_grad=True)

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
