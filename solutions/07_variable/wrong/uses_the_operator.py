"""Lets torch do the recording.

en: Your Variable is a torch tensor inside. A node has to remember only what it was made from and how each of those changes it: keep that yourself.
zh: 你的 Variable 里面其实是一个 torch 张量。一个节点只需记住它由什么得来，以及每个来源怎样影响它：请自己保存这些。
"""

from __future__ import annotations

from typing import Any

CAUGHT_BY = "allowed_means_only"


class Variable:
    def __init__(self, data: Any) -> None:
        import torch

        made = isinstance(data, torch.Tensor)
        self.value = data if made else torch.tensor(float(data), dtype=torch.float64, requires_grad=True)
        self.value.retain_grad()

    @property
    def data(self) -> float:
        return self.value.item()

    @property
    def grad(self) -> float:
        return 0.0 if self.value.grad is None else self.value.grad.item()

    def __add__(self, other: Variable | float) -> Variable:
        return Variable(self.value + (other.value if isinstance(other, Variable) else other))

    def __mul__(self, other: Variable | float) -> Variable:
        return Variable(self.value * (other.value if isinstance(other, Variable) else other))

    __radd__, __rmul__ = __add__, __mul__

    def backward(self) -> None:
        self.value.backward(retain_graph=True)
