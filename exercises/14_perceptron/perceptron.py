"""The perceptron: a line that learns from its mistakes.

Read question.md (or question.zh.md). Check your work: grade exercise 14
"""

from torch import Tensor


def predict(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """On which side of the line each point lies: 1 where x @ w + b is 0 or more, else -1.

    x: `(..., D)`, any number of leading dimensions, none included. w: `(D,)`, b: `()`.

    Returns 1 and -1, `(...)`, in the dtype and on the device of x.
    """
    raise NotImplementedError("predict is yours to write")


def perceptron_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> tuple[Tensor, Tensor]:
    """Learn from one point: (w + lr * y * x, b + lr * y) if it is predicted wrongly, else (w, b) as they are.

    w: `(D,)`, b: `()`, x: `(D,)`, y: `()`, which is 1 or -1, all of one floating dtype.

    Returns new tensors `(w, b)` in either case.
    Raises ValueError if y is neither 1 nor -1.
    """
    raise NotImplementedError("perceptron_step is yours to write")


def train(x: Tensor, y: Tensor, max_epochs: int) -> tuple[Tensor, Tensor, int]:
    """Go through the points in order, again and again, until an epoch is clean or max_epochs are over.

    x: `(N, D)`, y: `(N,)` of 1 and -1, of one floating dtype. max_epochs: 0 or more. Starts from zeros, with lr = 1.

    Returns (w, b, updates), the last an int: how many points made a difference, over all epochs.
    Raises ValueError if a label is neither 1 nor -1.
    """
    raise NotImplementedError("train is yours to write")
