"""Leaves the bias of the first layer out.

en: With x = 0 your hidden layer is 0 as well. What does the program add before tanh?
zh: 当 x = 0 时，你的隐藏层也是 0。原程序在 tanh 之前还加了什么？
"""

import torch

CAUGHT_BY = "two_layer_forward.value"


def two_layer_forward(x, w1, b1, w2, b2):
    return torch.tanh(x @ w1) @ w2 + b2
