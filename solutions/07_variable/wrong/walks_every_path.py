"""Follows every path from the result to the leaves.

en: Your code behaves like one that follows every path through the graph. Sixty doublings make 61 nodes but 2 to the power 60 paths: how can each node be visited once?
zh: 你的代码像是把计算图里的每条路径都走一遍。翻倍 60 次只有 61 个节点,却有 2 的 60 次方条路径:怎样让每个节点只被访问一次?
"""

from __future__ import annotations

import math

CAUGHT_BY = "a_shared_graph_is_walked_once"


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
        if a > 0:
            by_exponent = value * math.log(a)
        else:
            by_exponent = 0.0 if a == 0 else math.nan
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
        arriving = [(self, 1.0)]
        while arriving:
            node, upstream = arriving.pop()
            node.grad += upstream
            arriving.extend((operand, upstream * local) for operand, local in node.operands)


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
