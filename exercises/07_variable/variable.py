"""Variable: a number that remembers how it was made.

Read question.md (or question.zh.md). Check your work: grade exercise 07
"""

from __future__ import annotations


class Variable:
    """A scalar with a gradient: a node of a graph that is recorded while you calculate.

    Attributes:
        data: the value, always a float.
        grad: the sum of the gradients that all calls of backward() have brought here; a float, 0.0 from the start.
    """

    def __init__(self, data: float) -> None:
        """Make a leaf from a number (int or float)."""
        raise NotImplementedError("Variable is yours to write")

    def __add__(self, other: Variable | float) -> Variable:
        """self + other; an operand that is neither a number nor a Variable raises TypeError, here and in every operator."""
        raise NotImplementedError("Variable.__add__ is yours to write")

    def __radd__(self, other: float) -> Variable:
        """other + self, with a number on the left."""
        raise NotImplementedError("Variable.__radd__ is yours to write")

    def __sub__(self, other: Variable | float) -> Variable:
        """self - other."""
        raise NotImplementedError("Variable.__sub__ is yours to write")

    def __rsub__(self, other: float) -> Variable:
        """other - self, with a number on the left."""
        raise NotImplementedError("Variable.__rsub__ is yours to write")

    def __mul__(self, other: Variable | float) -> Variable:
        """self * other."""
        raise NotImplementedError("Variable.__mul__ is yours to write")

    def __rmul__(self, other: float) -> Variable:
        """other * self, with a number on the left."""
        raise NotImplementedError("Variable.__rmul__ is yours to write")

    def __truediv__(self, other: Variable | float) -> Variable:
        """self / other; a divisor of zero raises ZeroDivisionError."""
        raise NotImplementedError("Variable.__truediv__ is yours to write")

    def __rtruediv__(self, other: float) -> Variable:
        """other / self, with a number on the left."""
        raise NotImplementedError("Variable.__rtruediv__ is yours to write")

    def __pow__(self, exponent: Variable | float) -> Variable:
        """self ** exponent; the exponent may be a Variable too."""
        raise NotImplementedError("Variable.__pow__ is yours to write")

    def __rpow__(self, base: float) -> Variable:
        """base ** self, with a number as base."""
        raise NotImplementedError("Variable.__rpow__ is yours to write")

    def __neg__(self) -> Variable:
        """-self."""
        raise NotImplementedError("Variable.__neg__ is yours to write")

    def exp(self) -> Variable:
        """e to the power self."""
        raise NotImplementedError("Variable.exp is yours to write")

    def tanh(self) -> Variable:
        """The hyperbolic tangent; must work for every finite number, however large."""
        raise NotImplementedError("Variable.tanh is yours to write")

    def relu(self) -> Variable:
        """max(self, 0), with the derivative 0 at 0."""
        raise NotImplementedError("Variable.relu is yours to write")

    def backward(self) -> None:
        """Add d(self)/d(node) to node.grad, for self and every Variable that self was calculated from."""
        raise NotImplementedError("Variable.backward is yours to write")
