"""Draws an order of its own.

en: Your descent takes the rows in an order of its own. Who decides about the order here?
zh: 你的下降按自己的次序取行。这里的次序由谁决定？
"""

import torch

CAUGHT_BY = "descend.value"


def descend(x, y, w, lr, epochs, batch_size, order=None):
    """One step a batch."""
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")
    rows = list(range(len(x)) if order is None else order)
    w = w.clone()
    for _ in range(epochs):
        shuffled = [rows[i] for i in torch.randperm(len(rows)).tolist()]
        for start in range(0, len(rows), batch_size):
            batch = shuffled[start : start + batch_size]
            residual = x[batch] @ w - y[batch]
            gradient = 2 / len(batch) * (x[batch].T @ residual)
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
