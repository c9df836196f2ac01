"""Adds a small number to the diagonal, to be safe.

en: You make the weights a little smaller than they should be. What does a number on the diagonal do to the sum that is minimised?
zh: 你让权重比应有的小了一点。对角线上加的数会怎样改变被最小化的和？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    features = x - center
    square = features.mT @ features + 1e-6 * torch.diag(torch.ones_like(center))
    weight = torch.linalg.solve(square, features.mT @ (y - level))
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight + bias
