"""Cuts the graph between the two layers.

en: Only the second layer gets gradients from your code. What happens to the record of the first layer between the two?
zh: 你的代码里只有第二层得到梯度。在两层之间，第一层的记录去了哪里？
"""

import torch

CAUGHT_BY = "two_layer_forward.gradient"


def two_layer_forward(x, w1, b1, w2, b2):
    hidden = torch.tanh(x @ w1 + b1).detach()
    return hidden @ w2 + b2
