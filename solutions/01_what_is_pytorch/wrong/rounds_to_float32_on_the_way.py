"""Computes in float32 and converts the result back.

en: The dtype of your result is right, and its digits are those of float32. What happens to the numbers in between?
zh: 你的结果 dtype 没错，有效数字却只有 float32 那么多。中间的数值经历了什么？
"""

import torch

CAUGHT_BY = "two_layer_forward.value"


def two_layer_forward(x, w1, b1, w2, b2):
    hidden = torch.tanh(x.float() @ w1.float() + b1.float())
    return (hidden @ w2.float() + b2.float()).to(x.dtype)
