"""Divides the gradients of the parameters by the number of rows.

en: Your gradients of w and b are means over the rows. The function that is differentiated: is it a sum or a mean?
zh: 你的 w 和 b 的梯度是对各行取的平均。被求导的那个函数，是求和还是求平均？
"""

import torch
from torch import nn

CAUGHT_BY = "affine_gradients.value"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = upstream * (1 - affine_tensor(x, w, b) ** 2)
        rows = before.reshape(-1, b.shape[0])
        return (
            before @ w,
            rows.mT @ x.reshape(-1, x.shape[-1]) / max(len(rows), 1),
            rows.sum(0) / max(len(rows), 1),
        )


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
