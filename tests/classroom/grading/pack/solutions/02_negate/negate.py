"""Negate."""

from torch import Tensor


def negate(x: Tensor) -> Tensor:
    """Return x with the other sign."""
    return 0 - x
