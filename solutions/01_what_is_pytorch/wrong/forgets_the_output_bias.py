"""Leaves the bias of the second layer out.

en: With w2 = 0 your output is 0, whatever the other arguments. Which of them should still be seen?
zh: 当 w2 = 0 时，无论其他参数如何，你的输出都是 0。此时应当还能看到哪个参数？
"""

import torch

CAUGHT_BY = "two_layer_forward.value"


def two_layer_forward(x, w1, b1, w2, b2):
    return torch.tanh(x @ w1 + b1) @ w2
