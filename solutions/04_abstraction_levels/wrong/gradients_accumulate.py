"""Collects the gradients in the .grad of the arguments.

en: Asked a second time with the same tensors, you return twice the gradient. Where did the first one stay, and whose is it?
zh: 对同一批张量再问一次，你返回了两倍的梯度。第一次的梯度留在了哪里，那又是谁的？
"""

import torch
from torch import nn

CAUGHT_BY = "asking_twice_gives_the_same_gradients"


def affine_tensor(x, w, b):
    return torch.tanh(x @ w.mT + b)


def affine_gradients(x, w, b, upstream):
    arguments = (x, w, b)
    before = [argument.requires_grad for argument in arguments]
    for argument in arguments:
        argument.requires_grad_()
    (affine_tensor(x, w, b) * upstream).sum().backward()
    for argument, required in zip(arguments, before):
        argument.requires_grad_(required)
    return tuple(argument.grad.clone() for argument in arguments)


class Affine(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / in_features**0.5)
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return affine_tensor(x, self.weight, self.bias)
