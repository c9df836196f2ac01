"""Adam from its two running averages, with the state of each parameter kept on its own.

Source of the formulas: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch


@dataclass
class ParameterState:
    """What Adam remembers of one parameter."""

    steps: int
    mean: torch.Tensor
    square: torch.Tensor


class Adam:
    """Adam, with weight decay added to the gradient.

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
        if lr < 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"both betas must lie in [0, 1), not {betas}")
        if eps < 0:
            raise ValueError(f"eps must be at least 0, not {eps}")
        if weight_decay < 0:
            raise ValueError(f"weight_decay must be at least 0, not {weight_decay}")
        # A list, because model.parameters() is a generator: it could be walked once and never again.
        self.params = list(params)
        if not self.params:
            raise ValueError("Adam needs at least one parameter")
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        # By position and not by the tensor: == between tensors compares their values, and values change.
        self.states: list[ParameterState | None] = [None] * len(self.params)

    @torch.no_grad()  # The update of a leaf that requires grad must not itself be recorded.
    def step(self) -> None:
        """Update, in place, every parameter whose `.grad` is not None."""
        beta1, beta2 = self.betas
        for position, param in enumerate(self.params):
            grad = param.grad
            if grad is None:
                continue
            # Out of place, twice: the gradient belongs to the caller, who may still want to look at it.
            grad = grad + self.weight_decay * param

            state = self.states[position]
            if state is None:
                # zeros_like takes over the dtype and the device, whatever they are.
                state = ParameterState(0, torch.zeros_like(param), torch.zeros_like(param))
                self.states[position] = state
            state.steps += 1
            state.mean = beta1 * state.mean + (1 - beta1) * grad
            state.square = beta2 * state.square + (1 - beta2) * grad * grad

            # The averages began at zero, and after t steps hold only the share 1 - beta^t of a full average.
            # t counts the steps of this parameter: one that got no gradient for a while has seen fewer.
            mean = state.mean / (1 - beta1**state.steps)
            root = (state.square / (1 - beta2**state.steps)).sqrt()
            param -= self.lr * mean / (root + self.eps)

    def zero_grad(self) -> None:
        """Set the `.grad` of every parameter to None."""
        for param in self.params:
            param.grad = None
