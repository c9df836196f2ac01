"""Gradescope: results.json by its specification, and what is hidden from whom."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from jsonschema import validate

from grader.classroom.exports.gradescope import no_attempt_left, paper_to_gradescope, read_metadata
from grader.classroom.exports.sight import student_in_time
from grader.classroom.model import CheckRule, Disclosure, Lateness, LatePolicy, Visibility
from grader.language import Problem
from grader.verdict import Status

from .conftest import DUE, SOFT, broken, make_check, make_verdict, mixed, right, unloadable
from .schemas import GRADESCOPE, GRADESCOPE_SCORED


@pytest.fixture
def results(paper):
    def results(*verdicts, scored=True, **more):
        data = json.loads(paper_to_gradescope(paper(*verdicts, sees=student_in_time, **more)))
        validate(data, GRADESCOPE_SCORED if scored else GRADESCOPE)
        return data

    return results


def hiding(assignment, *rules):
    return replace(assignment, rules=tuple(CheckRule(*rule) for rule in rules))


def visible_to_a_student(data, *, due=False, published=False):
    """Return what Gradescope shows: the tests whose time has come, and the total if none is hidden."""
    shown = (
        {"visible"} | ({"after_due_date"} if due else set()) | ({"after_published"} if published else set())
    )
    tests = [test for test in data.get("tests", []) if test.get("visibility", "visible") in shown]
    return tests, data.get("score") if len(tests) == len(data.get("tests", [])) else None


def test_every_check_is_a_test_with_its_points(results):
    data = results(mixed(), right(SOFT))
    points = {
        test["name"].partition(": ")[2]: (test["score"], test["max_score"]) for test in data["tests"][:6]
    }
    assert points == {
        "f: defined [cpu]": (0, 0),
        "f: shape [cpu]": (2, 2),
        "f: value [cpu]": (0, 2),
        "f: gradient [cpu]": (0, 1),
        "f: rejects [cpu]": (0, 1),
        "law [cpu]": (2, 2),
    }
    assert sum(test["max_score"] for test in data["tests"]) == 12
    assert sum(test["score"] for test in data["tests"]) == data["score"] == 8


def test_a_failure_shows_its_counterexample_and_the_known_mistake(results):
    (value,) = [
        test
        for test in results(mixed(), right(SOFT))["tests"]
        if "value" in test["name"] and test["status"] == "failed"
    ]
    assert "max_pool2d(tensor([[[[2., -2.]]]]), kernel_size=2, padding=1)" in value["output"]
    assert "pads with zeros" in value["output"]
    assert value["number"] == "1.3"
    assert value["tags"] == ["46_max_pooling"]


def test_what_a_submission_printed_cannot_change_how_it_is_shown(results):
    told = json.dumps(results(mixed(), right(SOFT)), ensure_ascii=False)
    assert "\\u001b" not in told
    assert "\u202e" not in told
    assert '"test_output_format": "text"' in told


def test_lateness_is_taken_from_the_score_and_said(results, assignment):
    late = replace(assignment, late=LatePolicy(Lateness.PERCENT_PER_DAY, percent=10.0))
    data = results(right(), right(SOFT), of=late, at=DUE + timedelta(hours=1))
    assert data["score"] == 10.8
    assert "0.04 days late, 0.8 points less." in data["output"]


def test_what_comes_too_late_is_worth_nothing_and_says_why(results, assignment):
    data = results(
        right(),
        right(SOFT),
        of=replace(assignment, late=LatePolicy(Lateness.HARD_STOP)),
        at=DUE + timedelta(hours=1),
    )
    assert data["score"] == 0
    assert "came too late" in data["output"]


def test_the_isolation_is_said(results):
    assert "seccomp + limits" in results(right(), right(SOFT))["output"]


def test_a_hidden_check_hides_the_total_and_is_there_for_teachers(results, assignment):
    data = results(mixed(), right(SOFT), of=hiding(assignment, ("law", Visibility.HIDDEN)))
    tests, total = visible_to_a_student(data, due=True, published=True)
    assert total is None
    assert not any("law" in test["name"] for test in tests)
    assert data["score"] == 8
    assert sum(test["max_score"] for test in data["tests"]) == 12


def test_a_check_appears_when_its_time_comes_and_with_the_last_one_the_total(results, assignment):
    rules = hiding(assignment, ("f.shape", Visibility.AFTER_DUE), ("law", Visibility.AFTER_PUBLISHED))
    data = results(mixed(), right(SOFT), of=rules)
    before, nothing = visible_to_a_student(data)
    due, still_nothing = visible_to_a_student(data, due=True)
    published, total = visible_to_a_student(data, due=True, published=True)
    assert (nothing, still_nothing, total) == (None, None, 8)
    assert not any("shape" in test["name"] or "law" in test["name"] for test in before)
    assert any("shape" in test["name"] for test in due)
    assert not any("law" in test["name"] for test in due)
    assert any("law" in test["name"] for test in published)


def test_a_check_that_waits_for_a_hidden_one_is_as_hidden(results, assignment):
    tests, _ = visible_to_a_student(
        results(mixed(), None, of=hiding(assignment, ("f.value", Visibility.HIDDEN)))
    )
    assert not any("gradient" in test["name"] for test in tests)


def test_the_known_mistake_is_not_named_while_a_failure_is_hidden(results, assignment):
    data = results(mixed(), None, of=hiding(assignment, ("f.value", Visibility.AFTER_DUE)), now=DUE)
    assert "pads with zeros" not in json.dumps(data)


def test_hidden_checks_without_points_do_not_hide_the_total(results, assignment):
    weightless = make_verdict(
        make_check("law", weight=1.0), make_check("curiosity", Status.FAILED, weight=0.0)
    )
    rules = hiding(assignment, ("curiosity", Visibility.HIDDEN))
    _, total = visible_to_a_student(results(weightless, right(SOFT), of=rules))
    assert total == 12


@pytest.mark.parametrize(
    ("disclosure", "shown", "kept"),
    [
        (Disclosure.KIND, ["f: value"], ["tensor("]),
        (Disclosure.NAME, ["f: value"], ["tensor(", "element"]),
        (Disclosure.NOTHING, ["other checks"], ["f: value", "tensor("]),
    ],
)
def test_no_more_of_a_failure_is_told_than_the_rule_says(results, assignment, disclosure, shown, kept):
    rules = hiding(assignment, ("f.*", Visibility.AFTER_DUE, disclosure))
    told = json.dumps(results(mixed(), None, of=rules))
    assert all(words in told for words in shown)
    assert not any(words in told for words in kept)


def test_checks_that_are_told_together_add_up(results, assignment):
    data = results(
        mixed(), right(SOFT), of=hiding(assignment, ("f.*", Visibility.VISIBLE, Disclosure.NOTHING))
    )
    (others,) = [
        test for test in data["tests"] if "other checks" in test["name"] and test["number"].startswith("1")
    ]
    assert (others["score"], others["max_score"]) == (2, 6)
    assert sum(test["score"] for test in data["tests"]) == data["score"]


def test_what_nobody_handed_in_is_zero(results):
    data = results(right(), None)
    assert data["score"] == 8
    assert data["tests"][-1]["score"] == 0


def test_a_file_that_does_not_load_is_zero_and_says_why(results):
    data = results(unloadable(), right(SOFT))
    assert data["score"] == 4
    assert "SyntaxError" in data["tests"][0]["output"]


def test_work_that_could_not_be_graded_is_no_zero(results):
    data = results(right(), broken(SOFT))
    assert "score" not in data
    assert "score" not in data["tests"][-1]
    assert "no fault of yours" in data["tests"][-1]["output"]


def test_where_nothing_could_be_graded_there_is_no_score_at_all(results):
    data = results("infrastructure", "infrastructure", scored=False)
    assert not {"score", "tests"} & data.keys()


# -- submission_metadata.json ---------------------------------------------------------------------------------

METADATA = {
    "id": 123456,
    "created_at": "2026-03-16T14:22:32.365935-07:00",
    "assignment": {"due_date": "2026-03-16T23:00:00.000000-07:00", "total_points": "20.0"},
    "users": [
        {"email": "amy@school.edu", "id": 1, "name": "Amy"},
        {"email": "ben@school.edu", "id": 2, "name": "Ben"},
    ],
    "previous_submissions": [
        {"submission_time": "2026-03-15T14:24:48.087023-07:00", "score": 1.0, "autograder_error": False},
        {"submission_time": "2026-03-15T15:24:48.087023-07:00", "autograder_error": True, "results": {}},
        {
            "submission_time": "2026-03-15T16:24:48.087023-07:00",
            "score": 4.0,
            "autograder_error": False,
            "results": {
                "score": 4.0,
                "output": "half of it",
                "tests": [{"score": 4, "max_score": 8}],
                "x": 1,
            },
        },
    ],
}


@pytest.fixture
def metadata(tmp_path):
    def metadata(**changes):
        path = tmp_path / "submission_metadata.json"
        path.write_text(json.dumps(METADATA | changes), encoding="utf-8")
        return path

    return metadata


def test_the_instant_is_that_of_handing_in(metadata):
    found = read_metadata(metadata())
    assert found.at == datetime(2026, 3, 16, 21, 22, 32, 365935, UTC)
    assert found.at.utcoffset() == timezone(timedelta(hours=-7)).utcoffset(None)
    assert found.students == ("amy@school.edu", "ben@school.edu")


def test_submissions_over_which_the_autograder_failed_are_no_attempts(metadata):
    assert read_metadata(metadata()).used == 2


def test_beyond_the_last_attempt_the_results_before_stay(metadata):
    data = json.loads(no_attempt_left(read_metadata(metadata()), 2, "en"))
    validate(data, GRADESCOPE_SCORED)
    assert data["score"] == 4.0
    assert data["output"].startswith("No more than 2 attempts count")
    assert data["output"].endswith("half of it")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"created_at": None}, "no metadata"),
        ({"created_at": "2026-03-16T14:22:32"}, "time zone"),
        ({"users": ["amy"]}, "no metadata"),
    ],
)
def test_metadata_of_another_shape_is_refused(metadata, changes, words):
    with pytest.raises(Problem, match=words):
        read_metadata(metadata(**changes))


def test_missing_metadata_is_told(tmp_path):
    with pytest.raises(Problem, match="cannot be read"):
        read_metadata(tmp_path / "submission_metadata.json")
