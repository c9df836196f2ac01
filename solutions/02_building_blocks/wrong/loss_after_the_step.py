"""Reports the loss of the new parameters.

en: The loss that you return is already the smaller one. For which parameters was it to be measured?
zh: 你返回的损失已经是变小之后的了。应该对哪一组参数测量损失？
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
        loss = (inputs @ w.T + b - target).square().mean()
    return loss.item(), w.detach().numpy(), b.detach().numpy()
