"""Uses the .grad of the arguments and sets it to None afterwards.

en: You tidy up by emptying .grad, and an earlier gradient that stood there is gone too. How does one get gradients without touching .grad at all?
zh: 你用清空 .grad 的办法收拾残局，原来存在那里的梯度也没了。怎样才能完全不碰 .grad 就得到梯度？
"""

import torch
from torch import nn

CAUGHT_BY = "gradients_leave_nothing_behind"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    arguments = (x, w, b)
    before = [argument.requires_grad for argument in arguments]
    for argument in arguments:
        argument.requires_grad_().grad = None
    (affine_tensor(x, w, b) * upstream).sum().backward()
    found = tuple(argument.grad for argument in arguments)
    for argument, required in zip(arguments, before):
        argument.requires_grad_(required).grad = None
    return found


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
