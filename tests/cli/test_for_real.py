"""From `grade new` to a verdict, with the real judge and the real room."""

import json

import pytest


@pytest.fixture
def answer(grade, here):
    assert grade("new", "61_twice", "--pack", here / "mine").status == 0

    def answer(body, *arguments):
        text = f"import torch\n\n\ndef twice(x):\n    {body}\n"
        (here / "twice.py").write_text(text, encoding="utf-8")
        return grade("exercise", "61", "--seed", "1", "--pack", here / "mine", *arguments)

    return answer


def test_right_and_wrong_answers_are_told_apart(answer):
    right = answer("return x + x")
    assert right.status == 0, right.out
    assert "4 of 4 points" in right.out
    wrong = answer("return x.clone()")
    assert wrong.status == 1
    assert "expected" in wrong.out
    assert "name the mistake" in wrong.out  # the hint of the wrong solution that behaves like this
    unwritten = answer("raise NotImplementedError")
    assert unwritten.status == 1
    assert "Nothing is written yet" in unwritten.out


def test_json_of_a_real_verdict_keeps_to_the_schema(answer):
    jsonschema = pytest.importorskip("jsonschema")
    from grader.report.data import schema, verdict_from_data

    data = json.loads(answer("return x * float('nan')", "--json").out)
    jsonschema.validate(data, schema())
    assert verdict_from_data(data).number == 61


def test_a_broken_contract_is_told_to_its_author(answer, here):
    contract = here / "mine/exercises/61_twice/contract.py"
    contract.write_text(contract.read_text(encoding="utf-8").replace("zh:", "cn:"), encoding="utf-8")
    result = answer("return 2 * x")
    assert result.status == 3
    assert "contract.py" in result.err
    assert "both languages" in result.err
