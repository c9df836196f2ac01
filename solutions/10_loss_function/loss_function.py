"""10 Loss functions: a worked solution.

Three steps are kept apart: check the arguments, compute a loss for each element, reduce. The two losses differ in the
middle step only.
"""

import torch
from torch import Tensor


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Absolute error."""
    _check(input, target, reduction)
    # The backward of abs is the sign, and the sign of 0 is 0.
    return _reduce((input - target).abs(), reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """Huber loss.

    The line is chosen so that it continues the parabola: at |d| = delta both have the value delta^2 / 2 and the slope
    delta. So it does not matter to which side the bend itself is counted.
    """
    _check(input, target, reduction)
    # Written this way round the test refuses nan too: every comparison with nan is False.
    if not delta > 0:
        raise ValueError(f"delta must be positive, but is {delta}")
    size = (input - target).abs()
    losses = torch.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta))
    return _reduce(losses, reduction)


def _check(input: Tensor, target: Tensor, reduction: str) -> None:
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"reduction must be 'none', 'mean' or 'sum', but is {reduction!r}")
    # Subtracting (n, 1) and (n,) would broadcast to (n, n) without a word: every prediction against every target.
    if input.shape != target.shape:
        raise ValueError(f"input has the shape {tuple(input.shape)}, target {tuple(target.shape)}")


def _reduce(losses: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        return losses.mean()
    return losses.sum() if reduction == "sum" else losses
