"""Counts calls of step() once for all parameters.

en: Your optimizer behaves like one with a single step counter. A parameter that gets its first gradient late has seen fewer steps than the others: what does that do to its correction?
zh: 你的优化器像是所有参数共用一个步数。一个很晚才得到第一个梯度的参数，走过的步数比别的参数少：这对它的校正有什么影响？
"""

from __future__ import annotations

import torch

CAUGHT_BY = "a_parameter_without_gradient_is_left_alone"


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
        self.calls = 0

    @torch.no_grad()
    def step(self):
        """Update every parameter that has a gradient."""
        beta1, beta2 = self.betas
        self.calls += 1
        for position, param in enumerate(self.params):
            if param.grad is None:
                continue
            grad = param.grad + self.weight_decay * param
            if position not in self.states:
                self.states[position] = [torch.zeros_like(param), torch.zeros_like(param)]
            t = self.calls
            mean, square = self.states[position]
            mean.mul_(beta1).add_((1 - beta1) * grad)
            square.mul_(beta2).add_((1 - beta2) * grad * grad)
            mean_hat = mean / (1 - beta1**t)
            square_hat = square / (1 - beta2**t)
            param.sub_(self.lr * mean_hat / (square_hat.sqrt() + self.eps))

    def zero_grad(self):
        """Set every gradient to None."""
        for param in self.params:
            param.grad = None
