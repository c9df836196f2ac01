"""Gradient descent on linear least squares, with the batch size as the only difference between its kinds."""

from collections.abc import Sequence

from torch import Tensor


def descend(
    x: Tensor,
    y: Tensor,
    w: Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
    order: Sequence[int] | None = None,
) -> Tensor:
    """One step a batch, each from where the one before has led."""
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}")
    rows = list(range(len(x)) if order is None else order)
    w = w.clone()  # with no epochs at all, the result must still be a tensor of its own
    for _ in range(epochs):
        for start in range(0, len(rows), batch_size):
            batch = rows[start : start + batch_size]  # a slice past the end is short, not an error
            inputs, targets = x[batch], y[batch]
            residual = inputs @ w - targets
            # By the number of rows that the batch has, not by batch_size: the last one may be shorter.
            gradient = 2 / len(batch) * (inputs.T @ residual)
            w = w - lr * gradient
    return w


def batch_descent(x: Tensor, y: Tensor, w: Tensor, lr: float, epochs: int) -> Tensor:
    """All rows at once; their order does not matter."""
    return descend(x, y, w, lr, epochs, len(x))


def stochastic_descent(
    x: Tensor, y: Tensor, w: Tensor, lr: float, epochs: int, order: Sequence[int] | None = None
) -> Tensor:
    """One row at a time."""
    return descend(x, y, w, lr, epochs, 1, order)


def mini_batch_descent(
    x: Tensor,
    y: Tensor,
    w: Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
    order: Sequence[int] | None = None,
) -> Tensor:
    """A few rows at a time."""
    return descend(x, y, w, lr, epochs, batch_size, order)
