"""Gradients travel in .grad itself, and each call first empties the intermediate nodes; - and / are made of + * **."""

from __future__ import annotations

import math


class Variable:
    """A scalar with a gradient."""

    def __init__(self, data: float, parents: tuple[Variable, ...] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.push = lambda: None

    def __add__(self, other: Variable | float) -> Variable:
        other = Variable.wrap(other)
        out = Variable(self.data + other.data, (self, other))

        def push() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out.push = push
        return out

    def __mul__(self, other: Variable | float) -> Variable:
        other = Variable.wrap(other)
        out = Variable(self.data * other.data, (self, other))

        def push() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.push = push
        return out

    def __pow__(self, exponent: Variable | float) -> Variable:
        exponent = Variable.wrap(exponent)
        out = Variable(self.data**exponent.data, (self, exponent))

        def push() -> None:
            if exponent.data != 0:
                self.grad += exponent.data * self.data ** (exponent.data - 1) * out.grad
            if self.data > 0:
                exponent.grad += out.data * math.log(self.data) * out.grad
            elif self.data < 0:
                exponent.grad = math.nan

        out.push = push
        return out

    def exp(self) -> Variable:
        out = Variable(math.exp(self.data), (self,))

        def push() -> None:
            self.grad += out.data * out.grad

        out.push = push
        return out

    def tanh(self) -> Variable:
        small = math.exp(-2 * abs(self.data))
        out = Variable(math.copysign(-math.expm1(-2 * abs(self.data)) / (1 + small), self.data), (self,))

        def push() -> None:
            self.grad += 4 * small / (1 + small) ** 2 * out.grad

        out.push = push
        return out

    def relu(self) -> Variable:
        out = Variable(self.data * (self.data > 0), (self,))

        def push() -> None:
            if self.data > 0:
                self.grad += out.grad

        out.push = push
        return out

    def backward(self) -> None:
        order: list[Variable] = []
        done: set[int] = set()
        stack = [(self, False)]
        while stack:
            node, expanded = stack.pop()
            if expanded:
                order.append(node)
            elif id(node) not in done:
                done.add(id(node))
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        for node in order:
            if node.parents:
                node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            node.push()

    @staticmethod
    def wrap(value: Variable | float) -> Variable:
        if isinstance(value, Variable):
            return value
        if isinstance(value, (int, float)):
            return Variable(value)
        raise TypeError(f"cannot calculate with {value!r}")

    def __neg__(self) -> Variable:
        return self * -1

    def __radd__(self, other: float) -> Variable:
        return self + other

    def __sub__(self, other: Variable | float) -> Variable:
        return self + -Variable.wrap(other)

    def __rsub__(self, other: float) -> Variable:
        return -self + other

    def __rmul__(self, other: float) -> Variable:
        return self * other

    def __truediv__(self, other: Variable | float) -> Variable:
        return self * Variable.wrap(other) ** -1

    def __rtruediv__(self, other: float) -> Variable:
        return self**-1 * other

    def __rpow__(self, base: float) -> Variable:
        return Variable.wrap(base) ** self
