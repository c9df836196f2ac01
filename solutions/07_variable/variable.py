"""Variable: a number that remembers how it was made.

Every operation stores, beside its value, where it came from: pairs of (operand, local derivative). That list of pairs is
all that reverse-mode differentiation needs. backward() then does two things, neither of them recursive:

1. it orders the nodes so that each stands before everything that was calculated from it (topological order);
2. it walks that order from the back, so that a node passes its gradient on only when all its uses have reported.

The gradients of one call live in a dictionary of their own and are added to `.grad` only when they are complete. Were
`.grad` itself used to carry them, a second call would send the first call's gradients down the graph once more.
"""

from __future__ import annotations

import math


def _lift(operand: Variable | float) -> Variable:
    """A Variable as it is, a number as a new leaf: with that, no operator needs a case for numbers."""
    if isinstance(operand, Variable):
        return operand
    if isinstance(operand, int | float):
        return Variable(operand)
    raise TypeError(f"a Variable calculates with numbers and Variables, not with {type(operand).__name__}")


class Variable:
    """A scalar with a gradient: a node of a graph that is recorded while you calculate."""

    def __init__(self, data: float) -> None:
        self.data = float(data)
        self.grad = 0.0
        self._operands: tuple[tuple[Variable, float], ...] = ()

    @staticmethod
    def _record(data: float, *operands: tuple[Variable, float]) -> Variable:
        """The result of an operation: its value, and each operand with the derivative of the value by it."""
        result = Variable(data)
        result._operands = operands
        return result

    def __add__(self, other: Variable | float) -> Variable:
        other = _lift(other)
        return Variable._record(self.data + other.data, (self, 1.0), (other, 1.0))

    def __sub__(self, other: Variable | float) -> Variable:
        other = _lift(other)
        return Variable._record(self.data - other.data, (self, 1.0), (other, -1.0))

    def __mul__(self, other: Variable | float) -> Variable:
        other = _lift(other)
        return Variable._record(self.data * other.data, (self, other.data), (other, self.data))

    def __truediv__(self, other: Variable | float) -> Variable:
        other = _lift(other)
        quotient = self.data / other.data
        return Variable._record(quotient, (self, 1.0 / other.data), (other, -quotient / other.data))

    def __pow__(self, exponent: Variable | float) -> Variable:
        exponent = _lift(exponent)
        a, b = self.data, exponent.data
        value = a**b
        # b = 0 is taken apart because 0.0 ** -1 raises, although the slope of the constant 1 is 0 everywhere.
        by_base = b * a ** (b - 1) if b != 0 else 0.0
        if a > 0:
            by_exponent = value * math.log(a)
        else:
            by_exponent = 0.0 if a == 0 else math.nan
        return Variable._record(value, (self, by_base), (exponent, by_exponent))

    # With a number on the left Python asks the right operand. Order matters for -, / and **, so the number is lifted
    # and the question is asked again the right way round.
    def __radd__(self, other: float) -> Variable:
        return _lift(other) + self

    def __rsub__(self, other: float) -> Variable:
        return _lift(other) - self

    def __rmul__(self, other: float) -> Variable:
        return _lift(other) * self

    def __rtruediv__(self, other: float) -> Variable:
        return _lift(other) / self

    def __rpow__(self, base: float) -> Variable:
        return _lift(base) ** self

    def __neg__(self) -> Variable:
        return Variable._record(-self.data, (self, -1.0))

    def exp(self) -> Variable:
        value = math.exp(self.data)
        return Variable._record(value, (self, value))

    def tanh(self) -> Variable:
        # math.tanh saturates; (e^2x - 1) / (e^2x + 1) would overflow from x = 355 on.
        value = math.tanh(self.data)
        return Variable._record(value, (self, 1.0 - value * value))

    def relu(self) -> Variable:
        positive = self.data > 0
        return Variable._record(self.data if positive else 0.0, (self, 1.0 if positive else 0.0))

    def backward(self) -> None:
        """Add d(self)/d(node) to node.grad, for self and every Variable that self was calculated from."""
        gradients = {self: 1.0}
        for node in reversed(self._ancestors_in_order()):
            upstream = gradients[node]
            node.grad += upstream
            for operand, local in node._operands:
                gradients[operand] = gradients.get(operand, 0.0) + upstream * local

    def _ancestors_in_order(self) -> list[Variable]:
        """Every node below self, self last, each after all its operands: a depth-first walk with a stack of its own."""
        order: list[Variable] = []
        seen = {self}
        stack = [(self, iter(self._operands))]
        while stack:
            node, remaining = stack[-1]
            for operand, _ in remaining:
                if operand not in seen:
                    seen.add(operand)
                    stack.append((operand, iter(operand._operands)))
                    break
            else:
                order.append(node)
                stack.pop()
        return order
