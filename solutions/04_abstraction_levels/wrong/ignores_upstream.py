"""Takes the gradient of the plain sum.

en: Your gradients are the same whatever arrives from above. Where does upstream enter the chain rule?
zh: 无论上游传来什么，你的梯度都一样。upstream 在链式法则的哪里出现？
"""

import torch
from torch import nn

CAUGHT_BY = "affine_gradients.value"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = torch.ones_like(upstream) * (1 - affine_tensor(x, w, b) ** 2)
        rows = before.reshape(-1, b.shape[0])
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
