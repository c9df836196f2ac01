"""Takes a batch size below 1 for 1.

en: Your descent makes something of a batch size of 0. What should a caller hear who asks for that?
zh: 批大小为 0 时你的下降照样运行。提出这种要求的调用者应当得到什么？
"""

CAUGHT_BY = "descend.rejects"


def descend(x, y, w, lr, epochs, batch_size, order=None):
    """One step a batch."""
    batch_size = max(1, batch_size)
    rows = list(range(len(x)) if order is None else order)
    w = w.clone()
    for _ in range(epochs):
        for start in range(0, len(rows), batch_size):
            batch = rows[start : start + batch_size]
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
