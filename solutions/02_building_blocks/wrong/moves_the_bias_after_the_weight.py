"""Takes the gradient of the bias at the weight that has already moved.

en: Your bias follows a gradient that belongs to the new weight. When are all gradients of one step taken?
zh: 你的 bias 用的是 weight 移动之后的梯度。同一步里的各个梯度应在什么时候求？
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
        b -= lr * 2 / target.numel() * (inputs @ w.T + b - target).sum(0)
    return loss.item(), w.detach().numpy(), b.detach().numpy()
