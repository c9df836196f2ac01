"""Computes with the parameters' data, past the graph.

en: Your module computes the right values, but its parameters get no gradient. What does .data leave out?
zh: 你的模块数值正确，参数却得不到梯度。.data 漏掉了什么？
"""

import torch
from torch import nn

CAUGHT_BY = "the_three_levels_agree"


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
        return affine_tensor(x, self.weight.data, self.bias.data)
