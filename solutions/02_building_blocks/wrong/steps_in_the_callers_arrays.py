"""Moves the parameters in the memory of the caller's arrays.

en: After your step the caller's own weight has moved as well. With whom does from_numpy share its memory, and what do you do there in place?
zh: 走完这一步，调用者自己的 weight 也变了。from_numpy 与谁共享内存，你又在那里就地做了什么？
"""

import numpy as np
import torch

CAUGHT_BY = "the_callers_arrays_stay_as_they_were"


def _copied(array):
    return torch.from_numpy(np.ascontiguousarray(array))


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
