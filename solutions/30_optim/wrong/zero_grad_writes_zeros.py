"""Fills the gradients with zeros instead of removing them.

en: Your zero_grad leaves gradients of zero behind. How does the next step tell a parameter that got no gradient from one whose gradient is zero?
zh: 你的 zero_grad 留下了值为 0 的梯度。下一步要怎样区分“没有得到梯度”和“梯度恰好为 0”的参数？
"""

from __future__ import annotations

import torch

CAUGHT_BY = "zero_grad_removes_the_gradients"


class Adam:
    """Adam with the state of each parameter in a list, by position."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0:
            raise ValueError("lr, eps and weight_decay must be at least 0")
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError("both betas must lie in [0, 1)")
        self.params = list(params)
        if not self.params:
            raise ValueError("Adam needs at least one parameter")
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.states = {}

    @torch.no_grad()
    def step(self):
        """Update every parameter that has a gradient."""
        beta1, beta2 = self.betas
        for position, param in enumerate(self.params):
            if param.grad is None:
                continue
            grad = param.grad + self.weight_decay * param
            if position not in self.states:
                self.states[position] = [0, torch.zeros_like(param), torch.zeros_like(param)]
            state = self.states[position]
            state[0] += 1
            t, mean, square = state
            mean.mul_(beta1).add_((1 - beta1) * grad)
            square.mul_(beta2).add_((1 - beta2) * grad * grad)
            mean_hat = mean / (1 - beta1**t)
            square_hat = square / (1 - beta2**t)
            param.sub_(self.lr * mean_hat / (square_hat.sqrt() + self.eps))

    def zero_grad(self):
        """Set every gradient to None."""
        for param in self.params:
            if param.grad is not None:
                param.grad = torch.zeros_like(param)
