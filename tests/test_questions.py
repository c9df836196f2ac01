"""Questions as data: exact there and back, and nothing foreign gets through."""

import contextlib
import json
from collections import OrderedDict

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.oracle import fingerprint
from grader.questions import NotDataError, from_data, to_data
from grader.recall import Memory
from grader.sandbox import Expression
from grader.structure import call

QUESTIONS = [
    call(torch.tensor([0.1, float("nan"), -0.0, float("inf")], dtype=torch.float64), 2, dim=-1),
    call(torch.ones(2, 3, dtype=torch.bfloat16) / 3, torch.arange(4), torch.tensor([True])),
    call(torch.tensor([1 + 2j]), np.arange(3, dtype=">i4"), b"\x00\xff", 10**40, 0.1, None, True),
    (call("text", ["a", (1,)]), torch.float32),
    {"x": OrderedDict(a=1), "e": Expression((("input", 0), ("sin", 0)))},
    call(torch.empty(0, 3), torch.tensor(2.5)),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_comes_back_bit_for_bit_through_json(question):
    back = from_data(json.loads(json.dumps(to_data(question))))
    assert type(back) is type(question)
    assert fingerprint(back) == fingerprint(question)


def test_a_generator_comes_back_with_its_seed():
    back = from_data(to_data(torch.Generator().manual_seed(5)))
    assert torch.equal(
        torch.rand(3, generator=back), torch.rand(3, generator=torch.Generator().manual_seed(5))
    )


@pytest.mark.parametrize("value", [object(), torch.nn.Linear(1, 1), torch.zeros(10**4)])
def test_what_is_no_data_is_refused(value):
    with pytest.raises(NotDataError):
        to_data(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
tags = st.sampled_from(
    ["int", "float", "bytes", "tensor", "array", "generator", "dtype", "call", "expression", "list", "dict"]
)


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.one_of(
        json_values,
        st.tuples(tags, json_values, json_values).map(list),
        st.tuples(tags, json_values).map(list),
    )
)
def test_foreign_data_is_a_question_or_an_error_of_its_own(data):
    with contextlib.suppress(NotDataError):
        from_data(data)


def test_a_workspace_remembers_until_the_exercise_passes(tmp_path, grade_like):
    memory = Memory(tmp_path)
    assert memory.recall("46_x") == {}
    memory.remember("46_x", grade_like(to_data(QUESTIONS[0])))
    (kept,) = memory.recall("46_x")["f.value"]
    assert fingerprint(kept) == fingerprint(QUESTIONS[0])
    memory.remember("46_x", grade_like(None))
    assert memory.recall("46_x") == {}


@pytest.mark.parametrize("text", ["", "[", "[]", '{"a": ["tensor"]}', '{"a": 3}', "\xff"])
def test_a_damaged_memory_is_forgotten(tmp_path, text):
    (tmp_path / ".grade").mkdir()
    (tmp_path / ".grade" / "46_x.json").write_text(text, encoding="latin-1")
    assert Memory(tmp_path).recall("46_x") == {}


@pytest.fixture
def grade_like():
    from grader.verdict import CheckResult, Failure, FailureKind, Status, Title, Verdict

    def make(question):
        failure = Failure(FailureKind.WRONG_VALUE, question=question)
        status = Status.PASSED if question is None else Status.FAILED
        check = CheckResult("f.value", Title("a", "b"), "cpu", status, failure=failure)
        return Verdict(46, "x", Title("a", "b"), "f", 8, 0, 1, "practice", (check,), "", "", 0.0, {})

    return make
