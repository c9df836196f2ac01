"""A serial number on every node: what is newer cannot be an operand of what is older, so a heap gives the order."""

from __future__ import annotations

import heapq
import itertools
import math

_serial = itertools.count()


def _log(x: float) -> float:
    return math.log(x) if x > 0 else (0.0 if x == 0 else math.nan)


# name: (value, derivatives) as functions of the operands' values
OPERATIONS = {
    "add": (lambda a, b: a + b, lambda a, b: (1.0, 1.0)),
    "sub": (lambda a, b: a - b, lambda a, b: (1.0, -1.0)),
    "mul": (lambda a, b: a * b, lambda a, b: (b, a)),
    "div": (lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2)),
    "pow": (lambda a, b: a**b, lambda a, b: (0.0 if b == 0 else b * a ** (b - 1), a**b * _log(a))),
    "neg": (lambda a: -a, lambda a: (-1.0,)),
    "exp": (math.exp, lambda a: (math.exp(a),)),
    "tanh": (math.tanh, lambda a: (1 - math.tanh(a) ** 2,)),
    "relu": (lambda a: max(a, 0.0), lambda a: (float(a > 0),)),
}


class Variable:
    """A scalar with a gradient."""

    def __init__(self, data: float, operation: str = "", operands: tuple[Variable, ...] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.operation = operation
        self.operands = operands
        self.serial = next(_serial)

    def backward(self) -> None:
        pending = {self.serial: (self, 1.0)}
        heap = [-self.serial]
        while heap:
            node, gradient = pending.pop(-heapq.heappop(heap))
            node.grad += gradient
            if not node.operands:
                continue
            slopes = OPERATIONS[node.operation][1](*(operand.data for operand in node.operands))
            for operand, slope in zip(node.operands, slopes, strict=True):
                if operand.serial not in pending:
                    heapq.heappush(heap, -operand.serial)
                    pending[operand.serial] = (operand, 0.0)
                pending[operand.serial] = (operand, pending[operand.serial][1] + gradient * slope)

    def __neg__(self) -> Variable:
        return _apply("neg", self)

    def exp(self) -> Variable:
        return _apply("exp", self)

    def tanh(self) -> Variable:
        return _apply("tanh", self)

    def relu(self) -> Variable:
        return _apply("relu", self)


def _apply(operation: str, *operands: Variable | float) -> Variable:
    nodes = []
    for operand in operands:
        if not isinstance(operand, Variable | int | float):
            raise TypeError(f"unsupported operand: {operand!r}")
        nodes.append(operand if isinstance(operand, Variable) else Variable(operand))
    return Variable(OPERATIONS[operation][0](*(node.data for node in nodes)), operation, tuple(nodes))


def _install(operation: str, method: str) -> None:
    setattr(Variable, f"__{method}__", lambda self, other: _apply(operation, self, other))
    setattr(Variable, f"__r{method}__", lambda self, other: _apply(operation, other, self))


for _operation, _method in [
    ("add", "add"),
    ("sub", "sub"),
    ("mul", "mul"),
    ("div", "truediv"),
    ("pow", "pow"),
]:
    _install(_operation, _method)
