"""Predicts without the bias.

en: Your predictions are all off by the same amount. What is to be added to the weighted sum?
zh: 你的预测全都差了同一个量。加权和还要加上什么？
"""

import torch

CAUGHT_BY = "predict.value"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    q, r = torch.linalg.qr(x - center)
    weight = torch.linalg.solve_triangular(r, (q.mT @ (y - level))[:, None], upper=True)[:, 0]
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight
