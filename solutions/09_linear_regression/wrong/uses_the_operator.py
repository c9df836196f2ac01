"""Calls torch's least squares.

en: You call the ready least squares. Which linear equations hold at the minimum, and how would you solve them?
zh: 你调用了现成的最小二乘。在最小值处成立的是哪些线性方程，你会怎样解它们？
"""

import torch

CAUGHT_BY = "allowed_means_only"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    weight = torch.linalg.lstsq(x - center, (y - level)[:, None]).solution[:, 0]
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight + bias
