"""Leaves out a last batch that is not full.

en: Your epochs leave out the rows that do not fill a batch. What is to be done with the rows at the end?
zh: 你的每一轮都丢掉了凑不满一个批次的行。末尾剩下的行应当怎么办？
"""

CAUGHT_BY = "an_epoch_is_its_batches_one_after_another"


def descend(x, y, w, lr, epochs, batch_size, order=None):
    """One step a batch."""
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")
    rows = list(range(len(x)) if order is None else order)
    w = w.clone()
    for _ in range(epochs):
        for start in range(0, max(1, len(rows) - batch_size + 1), batch_size):
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
