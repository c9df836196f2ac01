"""Converts everything to float32.

en: Your result is always float32. In which dtype did the arguments come, and who asked for another?
zh: 你的结果总是 float32。传进来的参数是什么 dtype，是谁要求换掉它的？
"""

import torch

CAUGHT_BY = "two_layer_forward.dtype"


def two_layer_forward(x, w1, b1, w2, b2):
    x, w1, b1, w2, b2 = (t.float() for t in (x, w1, b1, w2, b2))
    return torch.tanh(x @ w1 + b1) @ w2 + b2
