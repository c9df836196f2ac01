"""Takes the logarithm of every base, so that a negative one raises.

en: Your code behaves like one that takes log(a) in every power, even where nobody asks for the gradient of the exponent. What should (-2) ** 3 do?
zh: 你的代码像是每次乘方都要算 log(a),即使没有人需要指数的梯度。(-2) ** 3 应该怎样?
"""

from __future__ import annotations

import math

CAUGHT_BY = "negative_bases_have_gradients"


class Variable:
    """A scalar with a gradient."""

    def __init__(self, data: float) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.operands: tuple[tuple[Variable, float], ...] = ()

    def __add__(self, other: Variable | float) -> Variable:
        other = lift(other)
        return record(self.data + other.data, (self, 1.0), (other, 1.0))

    def __sub__(self, other: Variable | float) -> Variable:
        other = lift(other)
        return record(self.data - other.data, (self, 1.0), (other, -1.0))

    def __mul__(self, other: Variable | float) -> Variable:
        other = lift(other)
        return record(self.data * other.data, (self, other.data), (other, self.data))

    def __truediv__(self, other: Variable | float) -> Variable:
        other = lift(other)
        quotient = self.data / other.data
        return record(quotient, (self, 1.0 / other.data), (other, -quotient / other.data))

    def __pow__(self, exponent: Variable | float) -> Variable:
        exponent = lift(exponent)
        a, b = self.data, exponent.data
        value = a**b
        by_base = b * a ** (b - 1) if b != 0 else 0.0
        by_exponent = value * math.log(a) if a != 0 else 0.0
        return record(value, (self, by_base), (exponent, by_exponent))

    def __radd__(self, other: float) -> Variable:
        return lift(other) + self

    def __rsub__(self, other: float) -> Variable:
        return lift(other) - self

    def __rmul__(self, other: float) -> Variable:
        return lift(other) * self

    def __rtruediv__(self, other: float) -> Variable:
        return lift(other) / self

    def __rpow__(self, base: float) -> Variable:
        return lift(base) ** self

    def __neg__(self) -> Variable:
        return record(-self.data, (self, -1.0))

    def exp(self) -> Variable:
        value = math.exp(self.data)
        return record(value, (self, value))

    def tanh(self) -> Variable:
        value = math.tanh(self.data)
        return record(value, (self, 1.0 - value * value))

    def relu(self) -> Variable:
        positive = self.data > 0
        return record(self.data if positive else 0.0, (self, 1.0 if positive else 0.0))

    def backward(self) -> None:
        gradients = {self: 1.0}
        for node in reversed(in_order(self)):
            upstream = gradients[node]
            node.grad += upstream
            for operand, local in node.operands:
                gradients[operand] = gradients.get(operand, 0.0) + upstream * local


def lift(operand: Variable | float) -> Variable:
    if isinstance(operand, Variable):
        return operand
    if isinstance(operand, int | float):
        return Variable(operand)
    raise TypeError(f"cannot calculate with {operand!r}")


def record(data: float, *operands: tuple[Variable, float]) -> Variable:
    result = Variable(data)
    result.operands = operands
    return result


def in_order(root: Variable) -> list[Variable]:
    order: list[Variable] = []
    seen = {root}
    stack = [(root, iter(root.operands))]
    while stack:
        node, remaining = stack[-1]
        for operand, _ in remaining:
            if operand not in seen:
                seen.add(operand)
                stack.append((operand, iter(operand.operands)))
                break
        else:
            order.append(node)
            stack.pop()
    return order
