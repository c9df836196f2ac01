"""Derives the gradients on paper: the slope of tanh is 1 minus its square, and a product sends back the other factor."""

import torch
from torch import nn


def affine_tensor(x, w, b):
    return torch.einsum("...i,oi->...o", x, w).add(b).tanh()


def affine_gradients(x, w, b, upstream):
    y = affine_tensor(x, w, b)
    before = (upstream - upstream * y * y).detach()
    grad_w = torch.einsum("...o,...i->oi", before, x.detach())
    return before.matmul(w.detach()), grad_w, before.flatten(0, -2).sum(0) if before.dim() > 1 else before + 0


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.register_parameter("weight", nn.Parameter(torch.zeros(out_features, in_features).normal_()))
        self.register_parameter("bias", nn.Parameter(torch.zeros(out_features)))

    def forward(self, x):
        return (x @ self.weight.t() + self.bias).tanh()
