"""Returns the weight as a column.

en: Your weight is a matrix with one column. Which shape does the statement ask for, one number for each feature?
zh: 你的权重是只有一列的矩阵。题目要求什么形状，每个特征一个数？
"""

import torch

CAUGHT_BY = "fit.shape"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    q, r = torch.linalg.qr(x - center)
    weight = torch.linalg.solve_triangular(r, (q.mT @ (y - level))[:, None], upper=True)
    return weight, level - center @ weight[:, 0]


def predict(x, weight, bias):
    return x @ weight + bias
