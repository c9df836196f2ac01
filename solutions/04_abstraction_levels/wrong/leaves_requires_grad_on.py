"""Switches recording on for the arguments, and not off again.

en: After your call the caller's tensors require grad, and everything calculated from them is recorded. On which tensors should you set that?
zh: 你的调用之后，调用者的张量都变成需要梯度，此后用它们算的一切都会被记录。应该在哪些张量上打开它？
"""

import torch
from torch import nn

CAUGHT_BY = "gradients_leave_nothing_behind"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    arguments = [argument.requires_grad_() for argument in (x, w, b)]
    return torch.autograd.grad((affine_tensor(x, w, b) * upstream).sum(), arguments)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
