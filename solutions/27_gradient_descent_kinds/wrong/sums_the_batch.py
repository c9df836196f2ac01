"""Takes the sum over a batch in place of the mean.

en: Your steps grow with the batch: the gradient is a sum. What is the loss of a batch in the task?
zh: 你的步长随批次变大：梯度是求和得来的。题目里一个批次的损失是什么？
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
            gradient = 2 * (x[batch].T @ residual)
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
