"""Fits without recording.

en: No gradient comes through your fit. Where do you tell torch not to record, and why?
zh: 梯度传不过你的拟合。你在哪里让 torch 不做记录，为什么？
"""

import torch

CAUGHT_BY = "fit.gradient"


@torch.no_grad()
def fit(x, y):
    center, level = x.mean(0), y.mean()
    q, r = torch.linalg.qr(x - center)
    weight = torch.linalg.solve_triangular(r, (q.mT @ (y - level))[:, None], upper=True)[:, 0]
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight + bias
