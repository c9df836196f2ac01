"""29 Autograd: a worked solution.

Recording is easy: every operation writes down its result, its operands, and how to bring a gradient back. What was
recorded later can only depend on what was recorded earlier, so reading the list from its end visits every result
after all of its uses, which is the one order in which reverse differentiation works.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


def unbroadcast(gradient: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Sum over the axes along which the operand was repeated."""
    missing = gradient.dim() - len(shape)
    if missing < 0:
        raise ValueError(f"{tuple(shape)} has more axes than the gradient, {tuple(gradient.shape)}")
    # Axes that the operand did not have: they disappear.
    if missing:
        gradient = gradient.sum(tuple(range(missing)))
    # Axes that it had with size 1: they stay, with size 1.
    for axis, (wanted, size) in enumerate(zip(shape, gradient.shape, strict=True)):
        if wanted == 1 and size != 1:
            gradient = gradient.sum(axis, keepdim=True)
        elif wanted != size:
            raise ValueError(f"{tuple(shape)} does not broadcast to the shape of the gradient")
    return gradient


@dataclass(frozen=True)
class Entry:
    """One line of the tape. `pull` takes the gradient of the result to one gradient for each operand."""

    result: Tensor
    operands: tuple[Tensor, ...]
    pull: Callable[[Tensor], tuple[Tensor, ...]]


class Tape:
    """A list of entries in the order in which they happened."""

    def __init__(self) -> None:
        # The entries hold the tensors themselves. Ids alone would not do: the id of a tensor that is gone is given
        # to the next one.
        self.entries: list[Entry] = []

    def _record(
        self, result: Tensor, operands: tuple[Tensor, ...], pull: Callable[[Tensor], tuple[Tensor, ...]]
    ) -> Tensor:
        self.entries.append(Entry(result, operands, pull))
        return result

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        """Record a + b: both get the gradient as it is, back in their own shapes."""
        return self._record(a + b, (a, b), lambda g: (unbroadcast(g, a.shape), unbroadcast(g, b.shape)))

    def mul(self, a: Tensor, b: Tensor) -> Tensor:
        """Record a * b: each gets the gradient times the other."""
        return self._record(
            a * b, (a, b), lambda g: (unbroadcast(g * b, a.shape), unbroadcast(g * a, b.shape))
        )

    def matmul(self, a: Tensor, b: Tensor) -> Tensor:
        """Record a @ b. Only one order of the factors gives the right shapes, and it is the right one."""
        return self._record(
            a @ b, (a, b), lambda g: (unbroadcast(g @ b.mT, a.shape), unbroadcast(a.mT @ g, b.shape))
        )

    def sum(self, a: Tensor) -> Tensor:
        """Record the sum: its one gradient goes to every element."""
        return self._record(a.sum(), (a,), lambda g: (g * torch.ones_like(a),))

    def relu(self, a: Tensor) -> Tensor:
        """Record max(a, 0): the gradient passes where a was positive."""
        return self._record(a.clamp(min=0), (a,), lambda g: (g * (a > 0),))

    def gradient(self, output: Tensor, inputs: Sequence[Tensor]) -> list[Tensor]:
        """Read the tape backwards, and collect gradients by the identity of the tensors."""
        collected = {id(output): torch.ones_like(output)}
        for entry in reversed(self.entries):
            upstream = collected.get(id(entry.result))
            if upstream is None:
                continue  # nothing that the output depends on
            for operand, gradient in zip(entry.operands, entry.pull(upstream), strict=True):
                known = collected.get(id(operand))
                # A new sum instead of +=: add hands one and the same gradient to both of its operands.
                collected[id(operand)] = gradient if known is None else known + gradient
        return [collected[id(x)].clone() if id(x) in collected else torch.zeros_like(x) for x in inputs]
