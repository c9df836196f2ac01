"""Divides by N instead of by N times O.

en: With one output you are right, with several your loss is too large. Over how many numbers does the mean go?
zh: 只有一个输出时你是对的，有几个输出时损失偏大。平均是对多少个数取的？
"""

import numpy as np
import torch

CAUGHT_BY = "steps_down_the_mean_squared_error"


def _copied(array):
    return torch.from_numpy(np.array(array, order="C"))


def training_step(x, y, weight, bias, lr):
    if len(x) != len(y):
        raise ValueError(f"{len(x)} rows of x and {len(y)} of y")
    inputs, target = _copied(x), _copied(y)
    w, b = _copied(weight).requires_grad_(), _copied(bias).requires_grad_()
    residual = inputs @ w.T + b - target
    loss = residual.square().sum() / len(x)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item(), w.detach().numpy(), b.detach().numpy()
