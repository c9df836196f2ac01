"""Closures instead of stored derivatives, and torch's own schedule: a node runs once its last use has reported."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

Number = int | float


class Variable:
    """A scalar with a gradient."""

    def __init__(self, data: float) -> None:
        self.data = float(data)
        self.grad = 0.0
        self._inputs: list[Variable] = []
        self._pull: Callable[[float], list[float]] = lambda upstream: []

    def _then(self, data: float, inputs: list[Variable], pull: Callable[[float], list[float]]) -> Variable:
        result = Variable(data)
        result._inputs, result._pull = inputs, pull
        return result

    def __add__(self, other: object) -> Variable:
        if isinstance(other, Number):
            return self._then(self.data + other, [self], lambda g: [g])
        if isinstance(other, Variable):
            return self._then(self.data + other.data, [self, other], lambda g: [g, g])
        return NotImplemented

    __radd__ = __add__

    def __mul__(self, other: object) -> Variable:
        if isinstance(other, Number):
            return self._then(self.data * other, [self], lambda g: [g * other])
        if isinstance(other, Variable):
            a, b = self.data, other.data
            return self._then(a * b, [self, other], lambda g: [g * b, g * a])
        return NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> Variable:
        return self * -1

    def __sub__(self, other: object) -> Variable:
        return self + -other if isinstance(other, Number | Variable) else NotImplemented

    def __rsub__(self, other: object) -> Variable:
        return -self + other

    def _reciprocal(self) -> Variable:
        value = 1 / self.data
        return self._then(value, [self], lambda g: [-g * value * value])

    def __truediv__(self, other: object) -> Variable:
        if isinstance(other, Number):
            return self * (1 / other)
        return self * other._reciprocal() if isinstance(other, Variable) else NotImplemented

    def __rtruediv__(self, other: object) -> Variable:
        return self._reciprocal() * other

    def __pow__(self, exponent: object) -> Variable:
        a = self.data
        if isinstance(exponent, Number):
            if exponent == 0:
                return self._then(1.0, [self], lambda g: [0.0])
            return self._then(a**exponent, [self], lambda g: [g * exponent * a ** (exponent - 1)])
        if not isinstance(exponent, Variable):
            return NotImplemented
        b = exponent.data

        def pull(g: float) -> list[float]:
            by_base = b * a ** (b - 1) if b else 0.0
            log = math.log(a) if a > 0 else (0.0 if a == 0 else math.nan)
            return [g * by_base, g * a**b * log]

        return self._then(a**b, [self, exponent], pull)

    def __rpow__(self, base: object) -> Variable:
        return Variable(base) ** self if isinstance(base, Number) else NotImplemented

    def exp(self) -> Variable:
        value = math.exp(self.data)
        return self._then(value, [self], lambda g: [g * value])

    def tanh(self) -> Variable:
        value = math.tanh(self.data)
        return self._then(value, [self], lambda g: [g * (1 - value) * (1 + value)])

    def relu(self) -> Variable:
        return self._then(max(self.data, 0.0), [self], lambda g: [g if self.data > 0 else 0.0])

    def backward(self) -> None:
        """Kahn's algorithm: count the uses of every node first, then release nodes whose count has come down to zero."""
        uses: Counter[int] = Counter()
        found = {id(self)}
        unexplored = [self]
        while unexplored:
            for node in unexplored.pop()._inputs:
                uses[id(node)] += 1
                if id(node) not in found:
                    found.add(id(node))
                    unexplored.append(node)
        arrived: Counter[int] = Counter()
        arrived[id(self)] = 1.0  # type: ignore[assignment]
        ready = [self]
        while ready:
            node = ready.pop()
            upstream = float(arrived[id(node)])
            node.grad += upstream
            for source, share in zip(node._inputs, node._pull(upstream), strict=False):
                arrived[id(source)] += share  # type: ignore[assignment]
                uses[id(source)] -= 1
                if uses[id(source)] == 0:
                    ready.append(source)
