"""The other systems in whose containers one submission is graded: each file against what its reader takes."""

import base64
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from jsonschema import validate

from grader.classroom.exports.autolab import paper_to_autolab
from grader.classroom.exports.check50 import paper_to_check50
from grader.classroom.exports.classroom50 import paper_to_classroom50, summary
from grader.classroom.exports.coursera import paper_to_coursera
from grader.classroom.exports.exercism import paper_to_exercism
from grader.classroom.exports.github_classroom import paper_to_outputs, runner_name
from grader.classroom.exports.paper import Standing
from grader.classroom.exports.prairielearn import MOST_BYTES, paper_to_prairielearn
from grader.classroom.model import CheckRule, Lateness, LatePolicy, Visibility
from grader.language import Problem
from grader.verdict import Failure, FailureKind, Status

from .conftest import DUE, POOL, SOFT, broken, make_check, make_verdict, mixed, right, unloadable
from .importers import RUNNER, scores_that_autolab_takes
from .schemas import CHECK50, CLASSROOM50, COURSERA, EXERCISM, GITHUB_CLASSROOM, PRAIRIELEARN

EVERY_CASE = [
    (right(), right(SOFT)),
    (mixed(), right(SOFT)),
    (mixed(), None),
    (unloadable(), unloadable(SOFT)),
    (right(), broken(SOFT)),
    ("infrastructure", "infrastructure"),
    (None, None),
]


def waiting(paper):
    """Return a paper as it is before anything was graded."""
    parts = tuple(
        replace(part, standing=Standing.WAITING, lines=(), told="not graded yet") for part in paper.parts
    )
    return replace(paper, parts=parts, over=False)


# -- Classroom 50 ---------------------------------------------------------------------------------------------


@pytest.fixture
def classroom50(paper):
    def classroom50(*verdicts, **more):
        environment = more.pop("environment", RUNNER)
        data = json.loads(paper_to_classroom50(paper(*verdicts, **more), environment))
        validate(data, CLASSROOM50)
        assert data["score"] <= data["max-score"]
        assert all(test["score"] <= test["max-score"] for test in data["tests"])
        return data

    return classroom50


@pytest.mark.parametrize("verdicts", EVERY_CASE)
def test_classroom50_takes_every_case(classroom50, verdicts):
    classroom50(*verdicts)


def test_classroom50_counts_in_hundredths_of_a_point(classroom50):
    data = classroom50(mixed(), right(SOFT))
    assert (data["score"], data["max-score"]) == (800, 1200)
    assert sum(test["score"] for test in data["tests"]) == 800
    assert all(type(test["score"]) is int for test in data["tests"])


def test_classroom50_knows_the_submission_by_its_environment(classroom50):
    data = classroom50(right(), right(SOFT))
    assert data["datetime"] == "2026-03-16T22:59:59Z"
    assert data["assignment_type"] == "group"
    assert data["review"] == RUNNER["COMMIT_URL"]
    assert data["submitted_by"] == {"username": "ben", "id": 77}


def test_classroom50_is_given_counterexample_and_device_and_a_seed_only_where_it_is_open(classroom50):
    failed = [test for test in classroom50(mixed(), None)["tests"] if not test["passed"]]
    assert any("max_pool2d(" in test.get("counterexample", "") for test in failed)
    assert failed[0]["device"] == "cpu"
    assert not any("seed" in test for test in failed)
    assert classroom50(mixed(), None, seeds_shown=True)["tests"][0]["seed"] == 1729


def test_classroom50_is_not_given_what_the_student_may_not_see(classroom50, assignment):
    rules = (CheckRule("f.value", Visibility.HIDDEN),)
    data = classroom50(mixed(), right(SOFT), of=replace(assignment, rules=rules))
    assert "f.value" not in json.dumps(data)
    assert data["score"] == 800


@pytest.mark.parametrize("lacking", ["CLASSROOM", "SUBMISSION_TAG", "OWNER", "COMMIT_URL"])
def test_outside_its_runner_there_is_no_result_for_classroom50(paper, lacking):
    environment = {name: value for name, value in RUNNER.items() if name != lacking}
    with pytest.raises(Problem, match=lacking):
        paper_to_classroom50(paper(right(), right(SOFT)), environment)


@pytest.mark.parametrize("change", [{"SUBMISSION_TAG": "v1"}, {"ASSIGNMENT_TYPE": "pair"}])
def test_an_environment_that_classroom50_would_refuse_is_refused(paper, change):
    with pytest.raises(Problem):
        paper_to_classroom50(paper(right(), right(SOFT)), RUNNER | change)


def test_extra_credit_does_not_pass_the_maximum_of_classroom50(classroom50, assignment):
    items = (assignment.items[0], replace(assignment.items[1], extra_credit=True))
    data = classroom50(right(), right(SOFT), of=replace(assignment, items=items))
    assert (data["score"], data["max-score"]) == (1200, 1200)


def test_the_status_of_a_commit_is_success_only_where_all_passed(paper):
    assert summary(paper(right(), right(SOFT)))[0] == "success"
    assert summary(paper(right(), None))[0] == "failure"
    status, sentence = summary(paper(mixed(), right(SOFT)))
    assert status == "failure"
    assert sentence == "Homework 1: 8 of 12 points"


# -- GitHub Classroom -----------------------------------------------------------------------------------------


@pytest.fixture
def github(paper):
    def github(*verdicts, **more):
        outputs = {
            name: json.loads(base64.b64decode(encoded))
            for name, encoded in paper_to_outputs(paper(*verdicts, **more)).items()
        }
        for data in outputs.values():
            validate(data, GITHUB_CLASSROOM)
        assert re.fullmatch("([a-zA-Z0-9]+,)*[a-zA-Z0-9]+", ",".join(outputs))
        return outputs

    return github


def sent_to_github(outputs):
    """Return the points as the reporter adds them up."""
    runners = [data for data in outputs.values() if data["max_score"]]
    total = sum(test["score"] for data in runners for test in data["tests"])
    return total, sum(data["max_score"] for data in runners)


@pytest.mark.parametrize("verdicts", EVERY_CASE)
def test_the_reporter_takes_every_case(github, verdicts):
    github(*verdicts)


def test_the_reporter_sends_the_points(github):
    assert sent_to_github(github(mixed(), right(SOFT))) == (8, 12)


def test_the_reporter_sends_what_lateness_left(github, assignment):
    late = replace(assignment, late=LatePolicy(Lateness.PERCENT_PER_DAY, percent=10.0))
    outputs = github(mixed(), right(SOFT), of=late, at=DUE + timedelta(hours=1))
    assert sent_to_github(outputs)[0] == pytest.approx(6.8)


def test_a_check_that_was_not_run_is_no_pass(github):
    tests = github(mixed(), None)[runner_name(POOL)]["tests"]
    assert {test["name"]: test["status"] for test in tests}["f: gradient [cpu]"] == "fail"


def test_what_nobody_is_to_blame_for_does_not_fail_the_job(github):
    verdict = make_verdict(make_check("law", weight=1.0), mixed().checks[-1])
    assert github(verdict, right(SOFT))[runner_name(POOL)]["status"] == "pass"


# -- PrairieLearn ---------------------------------------------------------------------------------------------


@pytest.fixture
def prairielearn(paper):
    def prairielearn(*verdicts, **more):
        written = paper_to_prairielearn(paper(*verdicts, **more))
        assert len(written) <= MOST_BYTES
        data = json.loads(written)
        validate(data, PRAIRIELEARN)
        return data

    return prairielearn


@pytest.mark.parametrize("verdicts", EVERY_CASE)
def test_prairielearn_takes_every_case(prairielearn, verdicts):
    prairielearn(*verdicts)


def test_prairielearn_is_given_a_share_of_one(prairielearn):
    data = prairielearn(mixed(), right(SOFT))
    assert data["score"] == pytest.approx(2 / 3, abs=1e-6)
    assert sum(test["points"] for test in data["tests"]) == 8
    assert sum(test["max_points"] for test in data["tests"]) == 12


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ((unloadable(), unloadable(SOFT)), "SyntaxError"),
        ((None, None), "nothing was handed in"),
        ((right(), broken(SOFT)), "no fault of yours"),
        ((right(), "infrastructure"), "infrastructure"),
    ],
)
def test_what_is_not_gradable_uses_up_no_attempt(prairielearn, verdicts, words):
    data = prairielearn(*verdicts)
    assert data["gradable"] is False
    assert words in " ".join(data["format_errors"])


def test_before_the_end_a_submission_is_not_gradable_yet(paper):
    data = json.loads(paper_to_prairielearn(waiting(paper(right(), right(SOFT)))))
    validate(data, PRAIRIELEARN)
    assert data["gradable"] is False


def test_results_of_any_length_fit_into_a_megabyte(prairielearn):
    long = Failure(FailureKind.WRONG_VALUE, call="f(" + "1, " * 50_000 + ")")
    checks = [make_check(f"law_{n}", Status.FAILED, weight=0.01, failure=long) for n in range(100)]
    data = prairielearn(make_verdict(*checks), right(SOFT))
    assert len(data["tests"]) == 103


# -- Autolab --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdicts", EVERY_CASE)
def test_the_last_line_for_autolab_has_the_scores(paper, verdicts):
    assert scores_that_autolab_takes(paper_to_autolab(paper(*verdicts))) is not None


def test_autolab_is_given_points_by_problem(paper):
    said = paper_to_autolab(paper(mixed(), right(SOFT)))
    assert scores_that_autolab_takes(said) == {POOL: 4, SOFT: 4}
    presentation = json.loads(said.decode().strip().split("\n")[-2])
    assert presentation["_presentation"] == "semantic"
    assert presentation["stages"] == ["Checks"]
    assert presentation["Checks"]["46 Max pooling: law [cpu]"] == {"passed": True}


def test_the_first_lines_for_autolab_are_a_fail(paper):
    said = paper_to_autolab(waiting(paper(None, None)))
    assert scores_that_autolab_takes(said) == {POOL: 0, SOFT: 0}


def test_work_that_could_not_be_graded_has_no_score_in_autolab(paper):
    assert scores_that_autolab_takes(paper_to_autolab(paper(right(), broken(SOFT)))) == {POOL: 8}


def test_no_line_of_a_submission_can_pass_for_scores(paper):
    early = paper_to_autolab(waiting(paper(mixed(), None)))
    said = early + paper_to_autolab(paper(mixed(), None))
    assert b"1000" in said
    for end in range(len(early), len(said)):
        assert scores_that_autolab_takes(said[:end]) in (None, {POOL: 0, SOFT: 0}, {POOL: 4, SOFT: 0})


# -- Coursera -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdicts", EVERY_CASE)
def test_coursera_takes_every_case(paper, verdicts):
    files = paper_to_coursera(paper(*verdicts))
    validate(json.loads(files["feedback.json"]), COURSERA)
    assert list(files) == ["htmlFeedback.html", "feedback.json"]


def test_coursera_is_given_a_share_and_a_page_without_the_submissions_tags(paper):
    files = paper_to_coursera(paper(mixed(), right(SOFT)))
    assert json.loads(files["feedback.json"])["fractionalScore"] == pytest.approx(2 / 3, abs=1e-6)
    page = files["htmlFeedback.html"].decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "pads with zeros" in page


# -- check50 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdicts", EVERY_CASE)
def test_check50s_readers_take_every_case(paper, verdicts):
    validate(json.loads(paper_to_check50(paper(*verdicts))), CHECK50)


def test_a_check_that_depends_on_a_failed_one_is_neither_passed_nor_failed(paper):
    results = {each["name"]: each for each in json.loads(paper_to_check50(paper(mixed(), None)))["results"]}
    gradient = results["46_max_pooling.f.gradient@cpu"]
    assert gradient["passed"] is None
    assert gradient["dependency"] == "46_max_pooling.f.value@cpu"
    value = results["46_max_pooling.f.value@cpu"]
    assert value["passed"] is False
    assert value["cause"]["expected"] == "tensor([[[[2., -2.]]]])"
    assert value["cause"]["help"].startswith("Your code behaves like")


def test_where_nothing_could_be_graded_check50_has_an_error(paper):
    data = json.loads(paper_to_check50(paper("infrastructure", "infrastructure")))
    assert "results" not in data
    assert data["error"]["value"]


# -- Exercism -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdicts", EVERY_CASE)
def test_exercism_takes_every_case(paper, verdicts):
    validate(json.loads(paper_to_exercism(paper(*verdicts))), EXERCISM)


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ((right(), right(SOFT)), "pass"),
        ((mixed(), right(SOFT)), "fail"),
        ((right(), None), "fail"),
        ((unloadable(), unloadable(SOFT)), "error"),
        ((None, None), "error"),
    ],
)
def test_the_whole_is_an_error_only_where_no_check_was_run(paper, verdicts, status):
    assert json.loads(paper_to_exercism(paper(*verdicts)))["status"] == status


def test_exercism_numbers_its_tasks_and_shows_what_was_printed(paper):
    tests = json.loads(paper_to_exercism(paper(mixed(), right(SOFT))))["tests"]
    assert [test["task_id"] for test in tests] == [1] * 6 + [2] * 3
    (rejects,) = [test for test in tests if "rejects" in test["name"]]
    assert rejects["output"].startswith("red\n")


# -- all of them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        paper_to_autolab,
        paper_to_check50,
        paper_to_exercism,
        paper_to_prairielearn,
        lambda paper: paper_to_coursera(paper)["htmlFeedback.html"],
        lambda paper: paper_to_classroom50(paper, RUNNER),
        lambda paper: b"".join(base64.b64decode(each) for each in paper_to_outputs(paper).values()),
    ],
    ids=["autolab", "check50", "exercism", "prairielearn", "coursera", "classroom50", "github-classroom"],
)
def test_what_cannot_be_printed_does_not_leave(paper, written):
    said = written(paper(mixed(), None)).decode()
    assert not any(letter in said for letter in ("\x1b", "\\u001b", "\u202e", "\\u202e"))
