"""Fits a line through the origin.

en: Your line always goes through the origin. What is its value where every feature is 0?
zh: 你的直线总是过原点。当所有特征都是 0 时，它应取什么值？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    q, r = torch.linalg.qr(x)
    weight = torch.linalg.solve_triangular(r, (q.mT @ y)[:, None], upper=True)[:, 0]
    return weight, 0 * y.mean()


def predict(x, weight, bias):
    return x @ weight + bias
