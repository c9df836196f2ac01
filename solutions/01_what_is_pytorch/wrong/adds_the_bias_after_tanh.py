"""Adds the first bias after tanh.

en: Your hidden values can leave the interval from -1 to 1. In which order do the sum and the tanh of the first layer come?
zh: 你的隐藏值会超出 -1 到 1 的区间。第一层里，求和与 tanh 的先后次序是怎样的？
"""

import torch

CAUGHT_BY = "two_layer_forward.value"


def two_layer_forward(x, w1, b1, w2, b2):
    hidden = torch.tanh(x @ w1) + b1
    return hidden @ w2 + b2
