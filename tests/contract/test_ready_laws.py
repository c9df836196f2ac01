"""Ready-made laws hold for what has the property and are broken by what has not."""

import re

import pytest
import torch

from grader.contract import ready
from grader.contract.expectations import collect
from grader.sandbox import LocalNamespace
from grader.verdict import Title

X = torch.arange(6, dtype=torch.float64).reshape(2, 3) / 7
CASES = [
    (ready.shift_invariant("f"), lambda x: x - x.mean(), lambda x: x * 2, (X, 3.0)),
    (ready.linear("f"), lambda x: 2 * x, lambda x: x + 1, ((X, X + 1), 3.0)),
    (ready.batch_independent("f"), lambda x: x.exp(), lambda x: x - x.mean(), (X,)),
    (ready.permutation_equivariant("f", 1), lambda x: x.exp(), lambda x: x.cumsum(1), (X, 5)),
    (ready.idempotent("f"), lambda x: x.clamp(max=0.3), lambda x: x + 1, (X,)),
    (ready.bounded("f", 0, 1), lambda x: x.sigmoid(), lambda x: x + 5, (X,)),
    (
        ready.adjoint("f", lambda f, x: f(x), lambda x, y: 2 * y),
        lambda x: 2 * x,
        lambda x: 3 * x,
        ((X, X + 1),),
    ),
    (ready.same_as("f", torch.exp, title=Title("a", "b")), torch.exp, torch.sin, (X,)),
]


def holds(law, function, arguments):
    said, _ = collect(lambda: law(LocalNamespace({"f": function}), *arguments))
    assert said
    return all(
        e.actual is e.expected if e.relation == "true" else torch.allclose(e.actual, e.expected) for e in said
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c[0].__name__)
def test_the_law_tells_the_two_apart(case):
    law, right, wrong, arguments = case
    assert holds(law, right, arguments)
    assert not holds(law, wrong, arguments)
    assert "zh:" in law.__doc__


@pytest.mark.parametrize("case", CASES, ids=lambda c: c[0].__name__)
def test_what_is_said_about_a_value_is_chinese_where_it_is_no_code(case):
    law, right, _, arguments = case
    (said, *_), _ = collect(lambda: law(LocalNamespace({"f": right}), *arguments))
    is_code = re.fullmatch(r"f\(.*\)", said.note.en)
    assert (said.note.zh == said.note.en) if is_code else re.search("[\u4e00-\u9fff]", said.note.zh)


def test_a_round_trip_compares_bit_for_bit():
    law = ready.round_trip("there", "back")
    names = LocalNamespace({"there": lambda x: x * 3, "back": lambda x: x / 3})
    said, _ = collect(lambda: law(names, X))
    assert said[0].relation == "equal"
