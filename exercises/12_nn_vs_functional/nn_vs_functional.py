"""Dropout twice: a function without a state, and a module that keeps it.

Read question.md (or question.zh.md). Check your work: grade exercise 12
"""

import torch
from torch import Tensor, nn


def dropout(
    x: Tensor, p: float = 0.5, training: bool = True, generator: torch.Generator | None = None
) -> Tensor:
    """Zeroes each element with probability p and divides the others by 1 - p.

    x: any shape, float32 or float64. Returns a tensor of the same shape, dtype and device; x itself may come back
    when training is false.
    generator: where the randomness comes from; None means torch's global generator.
    Raises ValueError when p is not a number from 0 to 1, in training or not.
    """
    raise NotImplementedError("dropout is yours to write")


class Dropout(nn.Module):
    """The same as a module: p, the generator and the train/eval mode are kept here."""

    def __init__(self, p: float = 0.5, generator: torch.Generator | None = None) -> None:
        """Keeps p as `self.p`. Raises ValueError when p is not a number from 0 to 1."""
        super().__init__()
        raise NotImplementedError("Dropout.__init__ is yours to write")

    def forward(self, x: Tensor) -> Tensor:
        """dropout(x) in training mode, x in evaluation mode."""
        raise NotImplementedError("Dropout.forward is yours to write")
