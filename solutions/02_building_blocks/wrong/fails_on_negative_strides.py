"""Hands every array to torch as it lies in memory.

en: An array that was turned round with [::-1] makes your code fail. What can torch not look at, and what would a copy of it look like?
zh: 用 [::-1] 反转过的数组会让你的代码失败。torch 不能直接看什么，复制一份之后又是什么样？
"""

import torch

CAUGHT_BY = "arrays_may_be_stored_in_any_way"


def _copied(array):
    return torch.from_numpy(array).clone()


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
