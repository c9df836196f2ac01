"""Returns the caller's own arrays when the learning rate is 0.

en: When nothing moves, you return the arrays that came in. Whoever writes to the result then writes to the input: what should a caller always get?
zh: 学习率为 0 时，你返回的就是传入的数组。往结果里写入就等于改了输入：调用者总应得到什么？
"""

import numpy as np
import torch

CAUGHT_BY = "the_parameters_come_in_new_arrays"


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
    if lr == 0:
        return loss.item(), weight, bias
    return loss.item(), w.detach().numpy(), b.detach().numpy()
