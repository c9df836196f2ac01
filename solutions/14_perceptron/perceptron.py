"""The perceptron: predict, and correct only what was wrong."""

import torch
from torch import Tensor


def predict(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The sign of the score, with 0 on the positive side."""
    score = x @ w + b
    # Not sign(): that knows a third answer, 0, and a point on the line would belong to neither class.
    one = torch.ones_like(score)
    return torch.where(score >= 0, one, -one)


def perceptron_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> tuple[Tensor, Tensor]:
    """A mistake moves the line towards the point's own side."""
    if y.item() not in (1, -1):
        raise ValueError(f"the label is {y.item()}, but must be 1 or -1")
    if predict(x, w, b) == y:
        # Copies, so that whoever goes on with the result never changes the old line.
        return w.clone(), b.clone()
    # The score of this very point moves by lr * (x @ x + 1) in the direction of y.
    return w + lr * y * x, b + lr * y


def train(x: Tensor, y: Tensor, max_epochs: int) -> tuple[Tensor, Tensor, int]:
    """Epoch after epoch, until one of them has nothing to correct."""
    # All labels at once and before anything else: inside the loop a bad one would be noticed half-way.
    if not bool(((y == 1) | (y == -1)).all()):
        raise ValueError("every label must be 1 or -1")
    w, b = torch.zeros_like(x[0]), torch.zeros_like(y[0])  # the dtype and the device of the data
    updates = 0
    for _ in range(max_epochs):
        mistakes = 0
        for i in range(len(x)):
            # Each point meets the line as the points before it have left it.
            if predict(x[i], w, b) != y[i]:
                w, b = perceptron_step(w, b, x[i], y[i], 1.0)
                mistakes += 1
        updates += mistakes
        if mistakes == 0:
            break  # the next epoch would be the same again, and so would all others
    return w, b, updates
