"""Solves the normal equations with a column of ones.

en: Far from zero you lose digits, twice as many as the data have lost. What does multiplying by the transpose do to a condition number, and what could be subtracted first?
zh: 数据远离零点时你会丢失有效数字，丢得比数据本身多一倍。乘以转置会怎样改变条件数，事先可以减去什么？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    table = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    found = torch.linalg.solve(table.mT @ table, table.mT @ y)
    return found[:-1], found[-1]


def predict(x, weight, bias):
    return x @ weight + bias
