"""Lets autograd find the gradient of the mean squared error, and moves a leaf in place."""

import torch
import torch.nn.functional as F


def descend(x, y, w, lr, epochs, batch_size, order=None):
    """Reorder the rows once, then cut them into consecutive batches."""
    if batch_size <= 0:
        raise ValueError("batch_size must be positive")
    if order is not None:
        index = torch.tensor(order, device=x.device)
        x, y = x[index], y[index]
    leaf = w.detach().clone().requires_grad_()
    for _ in range(epochs):
        for start in range(0, x.shape[0], batch_size):
            leaf.grad = None
            F.mse_loss(x[start : start + batch_size] @ leaf, y[start : start + batch_size]).backward()
            with torch.no_grad():
                leaf -= lr * leaf.grad
    return leaf.detach()


def batch_descent(x, y, w, lr, epochs):
    """One batch of all rows."""
    return descend(x, y, w, lr, epochs, batch_size=x.shape[0])


def stochastic_descent(x, y, w, lr, epochs, order=None):
    """Batches of one row."""
    return descend(x, y, w, lr, epochs, batch_size=1, order=order)


def mini_batch_descent(x, y, w, lr, epochs, batch_size, order=None):
    """Batches of batch_size rows."""
    return descend(x, y, w, lr, epochs, batch_size=batch_size, order=order)
