"""Backpropagation by hand through a ReLU layer and softmax cross-entropy.

Read question.md (or question.zh.md). Check your work: grade exercise 22
"""

from collections.abc import Sequence

from torch import Tensor


def forward_backward(
    x: Tensor, y: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Loss of a two-layer classifier and the gradients of its four parameters.

    x: (N, D) floating. y: (N,) int64 labels in 0..K-1. w1: (D, H), b1: (H,), w2: (H, K), b2: (K,), dtype of x.
    Returns (loss, dw1, db1, dw2, db2): loss is 0-d, the mean over the batch; each gradient has the shape of its
    parameter; all have the dtype and device of x.
    """
    raise NotImplementedError("forward_backward is yours to write")


def sgd_step(parameters: Sequence[Tensor], gradients: Sequence[Tensor], lr: float) -> list[Tensor]:
    """One step of gradient descent: a list of new tensors, parameter - lr * gradient.

    parameters and gradients: lists or tuples of the same length; each pair has one shape and dtype.
    Raises ValueError when there are not as many gradients as parameters.
    """
    raise NotImplementedError("sgd_step is yours to write")
