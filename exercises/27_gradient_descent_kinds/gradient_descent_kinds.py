"""Batch, stochastic and mini-batch gradient descent for linear least squares.

Read question.md (or question.zh.md). Check your work: grade exercise 27
"""

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
    """Descend on the mean squared residual of x @ w - y, one step a batch.

    x: (N, D), N >= 1. y: (N,). w: (D,). One floating dtype and device for all.
    epochs: how many times to go through all rows, 0 too.
    batch_size: rows in a batch; the last batch of an epoch has what is left.
    order: the numbers 0..N-1 in the order in which every epoch takes the rows; None means 0, 1, ..., N-1.
    Returns the weights (D,) after all steps, a new tensor.
    Raises ValueError for batch_size < 1.
    """
    raise NotImplementedError("descend is yours to write")


def batch_descent(x: Tensor, y: Tensor, w: Tensor, lr: float, epochs: int) -> Tensor:
    """Batch gradient descent: one step an epoch, over all rows."""
    raise NotImplementedError("batch_descent is yours to write")


def stochastic_descent(
    x: Tensor, y: Tensor, w: Tensor, lr: float, epochs: int, order: Sequence[int] | None = None
) -> Tensor:
    """Stochastic gradient descent: one step a row."""
    raise NotImplementedError("stochastic_descent is yours to write")


def mini_batch_descent(
    x: Tensor,
    y: Tensor,
    w: Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
    order: Sequence[int] | None = None,
) -> Tensor:
    """Mini-batch gradient descent: one step for every batch_size rows. Raises as descend does."""
    raise NotImplementedError("mini_batch_descent is yours to write")
