"""Keeps the averages bias-corrected at all times: step t moves each by a share of the way to the new gradient."""

from __future__ import annotations

from collections.abc import Iterable

import torch


class Adam:
    """Adam whose averages never need a correction, since they start as the first gradient itself."""

    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        if min(lr, eps, weight_decay) < 0:
            raise ValueError("lr, eps and weight_decay must be at least 0")
        if min(betas) < 0 or max(betas) >= 1:
            raise ValueError("both betas must lie in [0, 1)")
        self.params = [*params]
        if len(self.params) == 0:
            raise ValueError("no parameters")
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.state: dict[int, dict] = {
            id(param): {"t": 0, "mean": None, "square": None} for param in self.params
        }

    def step(self) -> None:
        """Update, in place, every parameter whose `.grad` is not None."""
        for param in self.params:
            if param.grad is not None:
                self._update(param, self.state[id(param)])

    def _update(self, param: torch.Tensor, state: dict) -> None:
        weights = param.detach()
        grad = param.grad.detach().add(weights, alpha=self.weight_decay)
        state["t"] += 1
        if state["t"] == 1:
            state["mean"], state["square"] = grad.clone(), grad.square()
        else:
            # (1 - beta) / (1 - beta^t) is the weight of the newest gradient in the corrected average.
            share1, share2 = ((1 - beta) / (1 - beta ** state["t"]) for beta in self.betas)
            state["mean"] = torch.lerp(state["mean"], grad, share1)
            state["square"] = torch.lerp(state["square"], grad.square(), share2)
        weights.addcdiv_(state["mean"], state["square"].sqrt() + self.eps, value=-self.lr)

    def zero_grad(self) -> None:
        """Set the `.grad` of every parameter to None."""
        for param in self.params:
            param.grad = None
