"""Returns the loss as a tensor.

en: Your loss is a tensor that still drags its graph along. What does the statement call it, and how does one get a number out of a tensor?
zh: 你返回的损失还是张量，拖着整张计算图。题目要的是什么，怎样从张量里取出一个数？
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
        b -= lr * b.grad
    return loss, w.detach().numpy(), b.detach().numpy()
