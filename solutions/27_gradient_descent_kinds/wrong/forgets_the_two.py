"""Forgets the derivative of the square.

en: Your steps are half as long as they should be. What is the derivative of a square?
zh: 你的步长只有应有的一半。平方的导数是什么？
"""

CAUGHT_BY = "descend.value"


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
            gradient = 1 / len(batch) * (x[batch].T @ residual)
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
