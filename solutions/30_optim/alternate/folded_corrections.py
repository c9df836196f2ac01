"""Updates its buffers in place, and folds both corrections into the step size and epsilon, as the paper suggests."""

from __future__ import annotations

import torch


class Adam:
    """Adam with in-place buffers and one division a step."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        beta1, beta2 = betas
        fine = lr >= 0 and eps >= 0 and weight_decay >= 0 and 0 <= beta1 < 1 and 0 <= beta2 < 1
        if not fine:
            raise ValueError("lr, eps, weight_decay >= 0 and betas in [0, 1)")
        self.slots = []
        for param in params:
            with torch.no_grad():
                self.slots.append([param, torch.zeros_like(param), torch.zeros_like(param), 1.0, 1.0])
        if not self.slots:
            raise ValueError("params is empty")
        self.lr, self.beta1, self.beta2, self.eps, self.weight_decay = lr, beta1, beta2, eps, weight_decay

    @torch.no_grad()
    def step(self):
        """Update, in place, every parameter whose `.grad` is not None."""
        for slot in self.slots:
            param, mean, square, power1, power2 = slot
            if param.grad is None:
                continue
            # The powers beta^t are kept as running products instead of a step counter.
            power1, power2 = power1 * self.beta1, power2 * self.beta2
            slot[3:] = power1, power2
            grad = torch.add(param.grad, param, alpha=self.weight_decay)
            mean.mul_(self.beta1).add_(grad, alpha=1 - self.beta1)
            square.mul_(self.beta2).addcmul_(grad, grad, value=1 - self.beta2)
            # sqrt(v / c) + eps = (sqrt(v) + eps * sqrt(c)) / sqrt(c): epsilon has to be scaled along.
            scale = (1 - power2) ** 0.5
            rate = self.lr * scale / (1 - power1)
            param.addcdiv_(mean, square.sqrt().add_(self.eps * scale), value=-rate)

    def zero_grad(self):
        """Set the `.grad` of every parameter to None."""
        for slot in self.slots:
            slot[0].grad = None
