"""Writes the bias as a weight of ones that lie on the default device.

en: Your code makes a tensor without saying where. On a GPU it then meets inputs from another device: where should a new tensor live?
zh: 你的代码新建张量时没有说明放在哪里。在 GPU 上它会遇到另一设备上的输入：新张量应当放在哪里？
"""

import torch
from torch import nn

CAUGHT_BY = "affine_tensor.device_agnostic"


def affine_tensor(x, w, b):
    one = torch.ones(*x.shape[:-1], 1, dtype=x.dtype)
    return torch.tanh(torch.cat([x, one], -1) @ torch.cat([w, b[:, None]], 1).mT)


def affine_gradients(x, w, b, upstream):
    with torch.no_grad():
        before = upstream * (1 - torch.tanh(x @ w.mT + b) ** 2)
        rows = before.reshape(-1, b.shape[0])
        return before @ w, rows.mT @ x.reshape(-1, x.shape[-1]), rows.sum(0)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return torch.tanh(x @ self.weight.mT + self.bias)
