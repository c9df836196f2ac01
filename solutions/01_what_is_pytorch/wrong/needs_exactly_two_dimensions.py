"""Works for a batch of shape (N, D) only.

en: Your code insists on two dimensions. What would the NumPy program do with one sample, or with a batch of batches?
zh: 你的代码只接受两个维度。给 NumPy 程序单个样本，或者批次的批次，它会怎么做？
"""

import torch

CAUGHT_BY = "two_layer_forward.value"


def two_layer_forward(x, w1, b1, w2, b2):
    hidden = torch.tanh(torch.addmm(b1, x, w1))
    return torch.addmm(b2, hidden, w2)
