"""Takes the mean of y for the bias.

en: Your bias is the mean of y. Where would all features have to lie for that to be right?
zh: 你把 y 的平均值当作偏置。所有特征要在哪里，这才会是对的？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    q, r = torch.linalg.qr(x - center)
    weight = torch.linalg.solve_triangular(r, (q.mT @ (y - level))[:, None], upper=True)[:, 0]
    return weight, level


def predict(x, weight, bias):
    return x @ weight + bias
