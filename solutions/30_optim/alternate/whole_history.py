"""Keeps every gradient ever seen, and takes the weighted averages of the whole history at each step."""

from __future__ import annotations

import torch


def weighted_average(values, beta):
    """Return the average of `values` with weights beta^age, which sum to (1 - beta^t) / (1 - beta)."""
    weights = [beta**age for age in reversed(range(len(values)))]
    total = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return total / sum(weights)


class Adam:
    """Adam by its definition as an average of the past, with memory that grows with every step."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.histories = [(param, []) for param in params]
        if not self.histories:
            raise ValueError("no parameters were given")
        for name, value in {"lr": lr, "eps": eps, "weight_decay": weight_decay}.items():
            if value < 0:
                raise ValueError(f"{name} is {value}, but should be at least 0")
        for beta in betas:
            if beta < 0 or beta >= 1:
                raise ValueError(f"a beta is {beta}, but should lie in [0, 1)")
        self.lr, (self.beta1, self.beta2), self.eps, self.weight_decay = lr, betas, eps, weight_decay

    def step(self):
        """Update, in place, every parameter whose `.grad` is not None."""
        with torch.no_grad():
            for param, history in self.histories:
                if param.grad is None:
                    continue
                history.append(param.grad + self.weight_decay * param)
                mean = weighted_average(history, self.beta1)
                square = weighted_average([grad**2 for grad in history], self.beta2)
                param.sub_(self.lr * mean / (torch.sqrt(square) + self.eps))

    def zero_grad(self):
        """Set the `.grad` of every parameter to None."""
        for param, _ in self.histories:
            param.grad = None
