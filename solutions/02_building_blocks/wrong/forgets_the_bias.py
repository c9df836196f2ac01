"""Moves the weight and leaves the bias.

en: Your bias never moves. Which of the parameters does the loss depend on?
zh: 你的 bias 从不移动。损失取决于哪些参数？
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
    loss = residual.square().mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
    return loss.item(), w.detach().numpy(), b.detach().numpy()
