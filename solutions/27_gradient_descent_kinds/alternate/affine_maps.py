"""Sees each step as an affine map of the weights, w -> (I - lr * H) w + lr * c, prepared once and used every epoch."""

import torch


def _maps(x, y, lr, batches):
    """Return the matrix and the vector of the step of every batch."""
    eye = torch.eye(x.shape[1], dtype=x.dtype, device=x.device)
    for rows in batches:
        inputs, targets = x[list(rows)], y[list(rows)]
        yield eye - 2 * lr / len(rows) * inputs.T @ inputs, 2 * lr / len(rows) * inputs.T @ targets


def descend(x, y, w, lr, epochs, batch_size, order=None):
    """Apply the maps of one epoch, again and again."""
    if batch_size < 1:
        raise ValueError(f"a batch of {batch_size} rows")
    rows = tuple(range(x.size(0))) if order is None else tuple(order)
    batches = [rows[i : i + batch_size] for i in range(0, len(rows), batch_size)]
    maps = list(_maps(x, y, lr, batches))
    result = w.clone()
    for _ in range(epochs):
        for matrix, vector in maps:
            result = torch.mv(matrix, result) + vector
    return result


def batch_descent(x, y, w, lr, epochs):
    """Rows may come in any order."""
    return mini_batch_descent(x, y, w, lr, epochs, x.size(0))


def stochastic_descent(x, y, w, lr, epochs, order=None):
    """Single rows."""
    return mini_batch_descent(x, y, w, lr, epochs, 1, order)


def mini_batch_descent(x, y, w, lr, epochs, batch_size, order=None):
    """Any number of rows."""
    return descend(x, y, w, lr, epochs, batch_size, order)
