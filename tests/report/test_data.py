"""Verdicts as JSON: they come back whole, keep to the schema and hold no bare NaN."""

import dataclasses
import json
import math

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.report.data import schema, verdict_from_data, verdict_to_data, verdict_to_json
from grader.verdict import CheckResult, Failure, FailureKind, Reason, Status, Title, Verdict

texts = st.text(max_size=8)
titles = st.builds(Title, texts, texts)
details = st.dictionaries(
    texts,
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.lists(st.floats(), max_size=3),
    max_size=3,
)
notes = st.fixed_dictionaries({"note": st.fixed_dictionaries({"en": texts, "zh": texts})})
failures = st.builds(
    Failure,
    st.sampled_from(FailureKind),
    texts,
    texts,
    st.none() | texts,
    st.none() | texts,
    details | st.builds(dict.__or__, details, notes),
    st.integers(0, 9),
    st.none() | texts,
    st.none() | texts,
)
positive = st.floats(0, 1e6)
checks = st.builds(
    CheckResult,
    id=texts,
    title=titles,
    device=texts,
    status=st.sampled_from(Status),
    weight=st.floats(0, 1),
    function=st.none() | texts,
    inputs=st.integers(0, 9),
    seconds=positive,
    failure=st.none() | failures,
    reason=st.none() | st.sampled_from(Reason),
    reason_detail=texts,
)
verdicts = st.builds(
    Verdict,
    number=st.integers(0, 99),
    slug=texts,
    title=titles,
    file=texts,
    points=positive,
    score=positive,
    seed=st.integers(0),
    budget=texts,
    checks=st.lists(checks, max_size=3).map(tuple),
    submission_sha256=st.just("0" * 64),
    isolation=texts,
    seconds=positive,
    versions=st.dictionaries(texts, texts, max_size=2),
    problem=st.none() | failures,
)


@settings(max_examples=20, deadline=None)
@given(verdicts)
def test_any_verdict_keeps_to_the_schema_and_comes_back(verdict):
    data = json.loads(verdict_to_json(verdict), parse_constant=lambda name: pytest.fail(f"bare {name}"))
    jsonschema.validate(data, schema())
    assert repr(verdict_from_data(data)) == repr(verdict)  # repr, because NaN is not equal to itself


def test_the_whole_verdict_comes_back(verdict):
    assert verdict_from_data(json.loads(verdict_to_json(verdict))) == verdict


def test_several_verdicts_are_a_list(verdict):
    assert len(json.loads(verdict_to_json([verdict, verdict]))) == 2


def test_the_status_is_there_for_programs_that_read_nothing_else(verdict):
    assert verdict_to_data(verdict)["status"] == "grader error"


def test_infinity_survives(verdict):
    again = verdict_from_data(verdict_to_data(verdict))
    assert math.isinf(again.checks[3].failure.detail["difference"])


def test_the_schema_is_one(verdict):
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("change", [{"schema": 2}, {"seed": None, "number": "x"}, {"score": -1}, {"more": 1}])
def test_the_schema_refuses_other_shapes(verdict, change):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(verdict_to_data(verdict) | change, schema())


def test_the_schema_wants_a_note_in_both_languages(verdict):
    data = verdict_to_data(verdict)
    failure = next(check["failure"] for check in data["checks"] if check["failure"])
    failure["detail"]["note"] = {"en": "the weight", "zh": "权重"}
    jsonschema.validate(data, schema())
    failure["detail"]["note"] = "the weight"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_another_version_of_the_schema_is_refused(verdict):
    with pytest.raises(ValueError, match="version 1, not 2"):
        verdict_from_data(verdict_to_data(verdict) | {"schema": 2})


@pytest.mark.parametrize("data", [{}, {"schema": 1}, [], "verdict"])
def test_what_is_no_verdict_is_refused(data):
    with pytest.raises(ValueError, match="verdict"):
        verdict_from_data(data)


def test_every_field_of_a_verdict_is_written(verdict):
    data = verdict_to_data(verdict)
    assert {field.name for field in dataclasses.fields(verdict)} <= data.keys()
    assert {field.name for field in dataclasses.fields(CheckResult)} == data["checks"][0].keys()


def test_the_schema_knows_every_status_kind_and_reason():
    definitions = schema()["$defs"]
    assert set(definitions["status"]["enum"]) == {*Status}
    assert set(definitions["failure"]["properties"]["kind"]["enum"]) == {*FailureKind}
    assert set(definitions["check"]["properties"]["reason"]["enum"]) == {*Reason, None}
