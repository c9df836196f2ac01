"""Starts from the module: backward() fills the .grad of one that is thrown away afterwards."""

import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return torch.tanh(torch.matmul(self.weight, x.unsqueeze(-1)).squeeze(-1) + self.bias)


def affine_tensor(x, w, b):
    layer = Affine(1, 1)
    # Plain tensors may stand in for parameters once those are gone, and gradients flow through them.
    del layer.weight, layer.bias
    layer.weight, layer.bias = w, b
    return layer(x)


def affine_gradients(x, w, b, upstream):
    layer = Affine(1, 1)
    layer.weight = nn.Parameter(w.detach().clone())
    layer.bias = nn.Parameter(b.detach().clone())
    x = x.detach().clone().requires_grad_()
    (layer(x) * upstream.detach()).sum().backward()
    return x.grad, layer.weight.grad, layer.bias.grad
