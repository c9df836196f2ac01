"""Keeps the module's weight as (in, out).

en: The weight of your module has the shape (in, out), so that saved parameters of others do not fit. Which shape does nn.Linear use?
zh: 你的模块把 weight 存成 (in, out)，别人保存的参数就对不上了。nn.Linear 用的是什么形状？
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
        self.weight = nn.Parameter(torch.randn(in_features, out_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight.mT, self.bias)
