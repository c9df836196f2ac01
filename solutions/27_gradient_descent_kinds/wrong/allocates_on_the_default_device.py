"""Adds up the gradient on the default device.

en: Your descent adds up the gradient on the default device. Where do the weights live?
zh: 你的下降在默认设备上累加梯度。权重在哪个设备上？
"""

import torch

CAUGHT_BY = "descend.device_agnostic"


def descend(x, y, w, lr, epochs, batch_size, order=None):
    """One step a batch."""
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")
    rows = list(range(len(x)) if order is None else order)
    w = w.clone()
    for _ in range(epochs):
        for start in range(0, len(rows), batch_size):
            batch = rows[start : start + batch_size]
            residual = x[batch] @ w - y[batch]
            gradient = torch.zeros(x.shape[1], dtype=x.dtype)
            gradient += 2 / len(batch) * (x[batch].T @ residual)
            w = w - lr * gradient
    return w


def batch_descent(x, y, w, lr, epochs):
    """All rows at once."""
    return descend(x, y, w, lr, epochs, len(x))


def stochastic_descent(x, y, w, lr, epochs, order=None):
    """One row at a time."""
    return descend(x, y, w, lr, epochs, 1, order)


def mini_batch_descent(x, y, w, lr, epochs, batch_size, order=None):
    """A few rows at a time."""
    return descend(x, y, w, lr, epochs, batch_size, order)
