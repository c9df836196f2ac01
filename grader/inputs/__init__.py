"""Hypothesis strategies for what PyTorch code is asked: tensors, shapes, layouts and expressions."""

from hypothesis import strategies as st
from hypothesis.strategies import composite as questions

from grader.inputs.expressions import expressions
from grader.inputs.tensors import (
    GENERIC,
    MODERATE,
    OFFSET,
    SMALL,
    SPECIAL,
    TIES,
    UNIT,
    WIDE,
    Filler,
    Regime,
    between,
    generators,
    integer_tensors,
    shapes,
    tensors,
)
from grader.structure import Call, call

__all__ = [
    "GENERIC",
    "MODERATE",
    "OFFSET",
    "SMALL",
    "SPECIAL",
    "TIES",
    "UNIT",
    "WIDE",
    "Call",
    "Filler",
    "Regime",
    "between",
    "call",
    "expressions",
    "generators",
    "integer_tensors",
    "questions",
    "shapes",
    "st",
    "tensors",
]
