"""Hypothesis strategies for functions: small drawn graphs of arithmetic that both sides evaluate."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from grader.sandbox import Expression

UNARY = ("neg", "sin", "cos", "exp", "tanh")
BINARY = ("add", "sub", "mul")


@st.composite
def expressions(
    draw: DrawFn,
    *,
    inputs: int = 1,
    max_nodes: int = 6,
    unary: Sequence[str] = UNARY,
    binary: Sequence[str] = BINARY,
    constants: Sequence[float] = (1.0, 2.0, 0.5, -1.0, 3.0),
) -> Expression:
    """Strategy for expressions over `inputs` variables, in which every operation uses earlier values at random.

    Args:
        inputs: how many variables; each is used at least once.
        max_nodes: how many operations at most, beyond one for each variable.
        unary: operations of one value, applied as methods (``neg`` as minus).
        binary: operations of two values.
        constants: numbers that may stand beside a variable.

    The values of graph nodes are shared, so sub-expressions occur more than once. Shrinks to few operations.
    """
    nodes: list[tuple[object, ...]] = [("input", i) for i in range(inputs)]
    values = list(range(inputs))  # constants are no operands of their own: a float has no .tanh()
    for _ in range(draw(st.integers(0, max_nodes))):
        name = draw(st.sampled_from([*binary, *unary]))
        a = draw(st.sampled_from(values))
        if name in unary:
            nodes.append((name, a))
        else:
            other = draw(st.integers(-len(constants), len(values) - 1))
            if other < 0:
                nodes.append(("constant", constants[other]))
                b = len(nodes) - 1
            else:
                b = values[other]
            nodes.append((name, a, b) if draw(st.booleans()) else (name, b, a))
        values.append(len(nodes) - 1)
    for i in range(inputs):
        used = any(node[0] not in ("input", "constant") and i in node[1:] for node in nodes)
        if not used and (inputs > 1 or len(nodes) > 1):
            nodes.append(("add", len(nodes) - 1, i))
    return Expression(tuple(nodes))
