"""Mixes a population covariance with a sample variance.

en: All your slopes are too small by the same factor, which depends on N. By what do you divide above the line, and by what below?
zh: 你的斜率都小了同一个倍数，而且与 N 有关。分子除以的是什么，分母除以的又是什么？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    features, count = x - center, len(x)
    covariance = features.mT @ (y - level) / count
    weight = torch.linalg.solve(features.mT @ features / (count - 1), covariance)
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight + bias
