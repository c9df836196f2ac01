"""Returns the bias as a vector of one number.

en: Your bias has one axis. How many numbers is an intercept, and how many axes has a number?
zh: 你的偏置带有一个轴。截距是几个数，一个数有几个轴？
"""

import torch

CAUGHT_BY = "fit.shape"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    q, r = torch.linalg.qr(x - center)
    weight = torch.linalg.solve_triangular(r, (q.mT @ (y - level))[:, None], upper=True)[:, 0]
    return weight, (level - center @ weight)[None]


def predict(x, weight, bias):
    return x @ weight + bias
