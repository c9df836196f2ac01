"""Dropout as a function that is told everything, and as a module that remembers what the function must be told."""

import torch
from torch import Tensor, nn


def dropout(
    x: Tensor, p: float = 0.5, training: bool = True, generator: torch.Generator | None = None
) -> Tensor:
    """Inverted dropout: scaling in training keeps the expectation at x, so that evaluation has nothing to do."""
    _check(p)
    if not training:
        return x
    # Drawn by shape, not with rand_like: that fills memory in the order of x's strides, and the same generator
    # would then give a transposed x another mask.
    draws = torch.rand(x.shape, dtype=torch.float32, device=x.device, generator=generator)
    # rand is in [0, 1), so p = 0 drops nothing and p = 1 drops everything.
    drop = draws < p
    # With p = 1 nothing is left to scale; 1 / (1 - p) would be a division by zero.
    scale = 1 / (1 - p) if p < 1 else 1.0
    # Filled, not multiplied by 0: a dropped inf or nan must be 0 as well.
    return x.masked_fill(drop, 0) * scale


class Dropout(nn.Module):
    """State only; the computation is the function's."""

    def __init__(self, p: float = 0.5, generator: torch.Generator | None = None) -> None:
        """Refuses a bad p at once, not at the first batch."""
        super().__init__()
        _check(p)
        self.p = p
        self.generator = generator

    def forward(self, x: Tensor) -> Tensor:
        """self.training is what train() and eval() set, on this module or on any that holds it."""
        return dropout(x, self.p, self.training, self.generator)


def _check(p: float) -> None:
    # "Not inside" rather than "outside": nan compares false with everything.
    if not 0 <= p <= 1:
        raise ValueError(f"p must be a probability from 0 to 1, not {p}")
