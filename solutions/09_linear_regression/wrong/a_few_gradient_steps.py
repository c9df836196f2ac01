"""Walks downhill a hundred times and stops.

en: Your answer is near the minimum and not in it. How far does a hundred steps lead, and which equation holds at the minimum itself?
zh: 你的答案在最小值附近，却没有到达。一百步能走多远，而在最小值处成立的是哪个方程？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    features, values = x - center, y - level
    weight = torch.zeros_like(center)
    rate = 1 / features.square().sum()
    for _ in range(100):
        weight = weight - rate * (features.mT @ (features @ weight - values))
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight + bias
