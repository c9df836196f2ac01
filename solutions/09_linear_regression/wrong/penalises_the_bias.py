"""Regularises the bias.

en: Your fit pulls the bias towards 0: adding a constant to y does not simply add it to the bias. Which terms has the sum that is minimised?
zh: 你的拟合把偏置往 0 拉：给 y 加一个常数，偏置却没有恰好增加那么多。被最小化的和里有哪些项？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    rows = len(x)
    extra = torch.zeros_like(x[:1])
    table = torch.cat([torch.cat([x, extra]), torch.ones_like(x[:1, :1]).expand(rows + 1, 1)], dim=1)
    q, r = torch.linalg.qr(table)
    values = torch.cat([y, 0 * y[:1]])
    found = torch.linalg.solve_triangular(r, (q.mT @ values)[:, None], upper=True)[:, 0]
    return found[:-1], found[-1]


def predict(x, weight, bias):
    return x @ weight + bias
