"""Divides a short batch by the full batch size.

en: Your last batch weighs less than it should: its sum is divided by batch_size. Over how many rows is its mean taken?
zh: 你的最后一个批次分量不足：它的和被除以了 batch_size。它的平均是对多少行取的？
"""

CAUGHT_BY = "an_epoch_is_its_batches_one_after_another"


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
            gradient = 2 / batch_size * (x[batch].T @ residual)
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
