"""Divides the covariances by the variance of y.

en: Your slope predicts x from y, turned round. By whose variance is the covariance divided, when y is to be predicted?
zh: 你的斜率是用 y 预测 x 再反过来的。要预测 y，协方差应除以谁的方差？
"""

import torch

CAUGHT_BY = "fit.value"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    features, values = x - center, y - level
    together = features.mT @ values
    weight = torch.linalg.solve(features.mT @ features, together)
    weight = weight * (values @ values) / (weight @ together)
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight + bias
