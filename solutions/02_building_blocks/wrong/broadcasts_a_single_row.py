"""Leaves it to broadcasting to compare rows.

en: One row of targets is compared with every row of x, without a word. Who checks that there are as many of one as of the other?
zh: 只有一行目标时，它会悄悄与 x 的每一行比较。谁来检查两者行数相同？
"""

import numpy as np
import torch

CAUGHT_BY = "refuses_unequal_rows"


def _copied(array):
    return torch.from_numpy(np.array(array, order="C"))


def training_step(x, y, weight, bias, lr):
    if len(x) != len(y) and 1 not in (len(x), len(y)):
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
