"""Computes and answers in float64 always.

en: From float32 arrays you make float64 parameters. In which dtype should they come back?
zh: 传入 float32 数组，你返回的却是 float64 的参数。它们应以哪种 dtype 返回？
"""

import numpy as np
import torch

CAUGHT_BY = "float32_arrays_stay_float32"


def _copied(array):
    return torch.from_numpy(np.array(array, dtype=np.float64, order="C"))


def training_step(x, y, weight, bias, lr):
    if len(x) != len(y):
        raise ValueError(f"{len(x)} rows of x and {len(y)} of y")
    inputs, target = _copied(x), _copied(y)
    w, b = _copied(weight).requires_grad_(), _copied(bias).requires_grad_()
    residual = inputs @ w.T + b - target
    loss = residual.square().mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return loss.item(), w.detach().numpy(), b.detach().numpy()
