"""30 The optim module: write Adam.

Read question.md (or question.zh.md). Check your work: grade exercise 30
"""

from __future__ import annotations

from collections.abc import Iterable

import torch


class Adam:
    """Adam (Kingma and Ba, 2015), with weight decay added to the gradient.

    `params` is any iterable of tensors, a generator too, of any shapes and floating dtypes and on any device. The
    state of a parameter lives where the parameter lives, in the parameter's dtype.

    Raises ValueError for `lr`, `eps` or `weight_decay` below 0, for a beta outside [0, 1), and where there are no
    parameters.
    """

    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        raise NotImplementedError("Adam is yours to write")

    def step(self) -> None:
        """Update, in place, every parameter whose `.grad` is not None. Gradients are left as they are."""
        raise NotImplementedError("Adam.step is yours to write")

    def zero_grad(self) -> None:
        """Set the `.grad` of every parameter to None."""
        raise NotImplementedError("Adam.zero_grad is yours to write")
