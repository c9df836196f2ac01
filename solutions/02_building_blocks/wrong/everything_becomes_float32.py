"""Converts every array to torch's default dtype.

en: Whatever comes in, float32 comes out. What does torch.Tensor(array) do to a float64 array, and from_numpy?
zh: 无论传入什么，返回的都是 float32。torch.Tensor(array) 会怎样对待 float64 数组，from_numpy 呢？
"""

import numpy as np
import torch

CAUGHT_BY = "steps_down_the_mean_squared_error"


def _copied(array):
    return torch.Tensor(np.array(array, order="C"))


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
