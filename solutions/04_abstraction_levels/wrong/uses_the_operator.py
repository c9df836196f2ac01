"""Lets nn.Linear be the layer.

en: You wrap the layer that was to be written. What does nn.Linear own, and what does it compute from it?
zh: 你只是包装了本该自己写的层。nn.Linear 拥有什么，又用它们算出了什么？
"""

import torch
from torch import nn

CAUGHT_BY = "allowed_means_only"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = upstream * (1 - affine_tensor(x, w, b) ** 2)
        rows = before.reshape(-1, b.shape[0])
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


class Affine(nn.Linear):
    def forward(self, x):
        return super().forward(x).tanh()
