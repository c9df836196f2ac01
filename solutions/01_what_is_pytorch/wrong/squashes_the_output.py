"""Applies tanh to the output too.

en: Your outputs all lie between -1 and 1. Compare line by line: after which layer does the program apply tanh?
zh: 你的输出全都落在 -1 和 1 之间。逐行对照一下：原程序在哪一层之后用了 tanh？
"""

import torch

CAUGHT_BY = "two_layer_forward.value"


def two_layer_forward(x, w1, b1, w2, b2):
    hidden = torch.tanh(x @ w1 + b1)
    return torch.tanh(hidden @ w2 + b2)
