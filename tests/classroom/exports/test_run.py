"""One submission on its way: what is written when, and what remains when it goes wrong."""

import json
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from jsonschema import validate

from grader.classroom.exports.consumers import CONSUMERS
from grader.classroom.exports.run import Order, Run
from grader.classroom.model import Lateness, LatePolicy
from grader.language import Problem
from grader.report.data import verdict_to_data
from grader.verdict import Status

from .conftest import DUE, EXERCISES, POOL, SOFT, broken, mixed, right
from .importers import RUNNER, scores_that_autolab_takes
from .schemas import GRADESCOPE, GRADESCOPE_SCORED, PRAIRIELEARN

HEAD = """
import json, os, sys, time
said = json.loads(sys.stdin.buffer.read())
out = int(sys.argv[1])
def say(event, **data):
    os.write(out, json.dumps({"event": event, **data}).encode() + b"\\n")
verdicts = json.loads(os.environ["TMPDIR"])
def graded(exercise, reason=""):
    say("graded", exercise=exercise, verdict=verdicts.get(exercise), reason=reason, seconds=1.0)
POOL, SOFT = "46_max_pooling", "22_softmax"
say("locked", isolation="syscalls: seccomp + limits")
"""
ALL_RIGHT = (right(), right(SOFT))
BOTH = "graded(POOL); graded(SOFT)"


@pytest.fixture
def run(assignment, tmp_path, monkeypatch):
    """Grades a submission by a process that does what `program` says; gives back the papers that were shown."""
    submission = tmp_path / "submission"
    submission.mkdir()
    (submission / "max_pooling.py").write_text("x = 1\n")
    (submission / "softmax.py").write_text("x = 2\n")

    def run(program, *, of=assignment, verdicts=ALL_RIGHT, show=None, in_time=False, **order):
        data = {
            f"{verdict.number}_{verdict.slug}": verdict_to_data(verdict)
            for verdict in verdicts
            if verdict is not None
        }
        monkeypatch.setenv("TMPDIR", json.dumps(data))
        papers, told = [], []
        order = {"at": DUE - timedelta(hours=1), "seconds": 600.0} | order
        Run(
            Order(of, EXERCISES, submission, **order),
            show=show or papers.append,
            tell=told.append,
            in_time=in_time,
            command=(sys.executable, "-c", HEAD + program),
        ).grade()
        run.told = [each.in_language("en") for each in told]
        return papers

    run.submission = submission
    return run


def test_a_paper_is_shown_before_after_each_exercise_and_at_the_end(run):
    papers = run(BOTH)
    assert [(float(paper.won), paper.over) for paper in papers] == [
        (0, False),
        (8, False),
        (12, False),
        (12, True),
    ]
    assert papers[-1].isolation == "syscalls: seccomp + limits"


def test_lateness_counts_from_the_instant_of_handing_in(run, assignment):
    late = replace(assignment, late=LatePolicy(Lateness.PERCENT_PER_DAY, percent=10.0))
    assert float(run(BOTH, of=late, at=DUE + timedelta(seconds=1))[-1].won) == pytest.approx(10.8)
    assert float(run(BOTH, of=late, at=DUE)[-1].won) == 12
    assert float(run(BOTH, of=late, at=None)[-1].won) == 12


def test_what_was_graded_before_the_grader_died_stays(run):
    paper = run("graded(POOL); os._exit(9)")[-1]
    assert (float(paper.won), paper.graded) == (8, False)
    assert "the grading process ended too early" in paper.parts[1].told
    assert run.told == ["the grading process ended too early"]


def test_when_the_time_is_over_the_rest_is_not_graded_and_no_zero(run):
    paper = run("time.sleep(100_000)", seconds=0.5)[-1]
    assert paper.over
    assert not paper.graded
    assert "0.5 seconds" in paper.parts[0].told


def test_a_room_that_is_not_locked_in_well_enough_grades_nothing(run):
    paper = run("say('refused', reason={'en': 'not locked in that well', 'zh': ''})")[-1]
    assert not paper.graded
    assert "not locked in that well" in run.told


def test_a_fault_of_ours_is_told_to_the_teacher_and_is_no_score(run):
    paper = run("graded(POOL); graded(SOFT, 'KeyError: 5')", verdicts=(right(), None))[-1]
    assert not paper.graded
    assert "no fault of yours" in paper.parts[1].told
    assert "KeyError" not in paper.parts[1].told
    assert run.told == ["22_softmax: KeyError: 5"]


def test_a_verdict_in_which_a_check_broke_is_no_score(run):
    assert not run(BOTH, verdicts=(right(), broken(SOFT)))[-1].graded


def test_what_was_not_handed_in_is_zero_and_nothing_is_started_for_it(run):
    (run.submission / "softmax.py").unlink()
    paper = run("graded(POOL); assert [job['exercise'] for job in said['jobs']] == [POOL]")[-1]
    assert (float(paper.won), paper.graded) == (8, True)
    assert paper.parts[1].told == "softmax.py was not handed in."


def test_an_empty_folder_starts_nothing(run):
    for path in run.submission.iterdir():
        path.unlink()
    papers = run("raise SystemExit")
    assert (float(papers[-1].won), papers[-1].graded, len(papers)) == (0, True, 2)


def test_seeds_are_those_of_the_assignment_and_the_secret_stays_here(run, assignment):
    run(
        "assert [j['seed'] for j in said['jobs']] == "
        + repr([assignment.seed(POOL), assignment.seed(SOFT)])
        + f"; {BOTH}"
    )
    assert run("say('refused', reason={'en': json.dumps(said), 'zh': ''})")
    assert assignment.secret not in run.told[0]


def test_open_seeds_depend_on_the_submission_and_can_be_seen(run):
    ask = "say('refused', reason={'en': str([j['seed'] for j in said['jobs']]), 'zh': ''})"
    run(ask, open_seed=True)
    first = run.told[0]
    run(ask, open_seed=True)
    assert run.told[0] == first
    (run.submission / "softmax.py").write_text("x = 3\n")
    run(ask, open_seed=True)
    assert run.told[0] != first


# -- what stands in the consumers' files meanwhile ------------------------------------------------------------


@pytest.fixture
def files(run, tmp_path):
    """Runs as a consumer; gives back what stood in its file after each step."""

    def files(name, program, file, **more):
        consumer, into, seen = CONSUMERS[name], tmp_path / "out", []

        def show(paper):
            consumer.show(paper, into, RUNNER | {"GITHUB_OUTPUT": str(tmp_path / "output")})
            seen.append((into / file).read_bytes() if (into / file).exists() else None)
            assert (
                not into.exists() or [path.name for path in into.iterdir() if path.name.startswith(".")] == []
            )

        run(program, show=show, in_time=consumer.in_time, **more)
        return seen

    return files


def test_gradescope_has_valid_results_at_every_moment_and_no_score_before_there_is_one(files):
    steps = [
        json.loads(data)
        for data in files("gradescope", BOTH, "results.json", verdicts=(mixed(), right(SOFT)))
    ]
    for data in steps:
        validate(data, GRADESCOPE)
    assert [data.get("score") for data in steps] == [None, None, 8, 8]
    assert [len(data.get("tests", [])) for data in steps] == [0, 7, 9, 9]
    validate(steps[1], GRADESCOPE_SCORED)


def test_prairielearn_has_nothing_gradable_before_the_end(files):
    steps = [json.loads(data) for data in files("prairielearn", BOTH, "results.json")]
    for data in steps:
        validate(data, PRAIRIELEARN)
    assert [data["gradable"] for data in steps] == [False, False, True, True]


@pytest.mark.parametrize(("name", "file"), [("classroom50", "result.json"), ("coursera", "feedback.json")])
def test_a_system_that_takes_any_file_for_a_score_is_given_one_at_the_end_only(files, name, file):
    assert [data is not None for data in files(name, BOTH, file)] == [False, False, False, True]


@pytest.mark.parametrize(("name", "file"), [("classroom50", "result.json"), ("coursera", "feedback.json")])
def test_and_none_where_something_could_not_be_graded(files, name, file):
    assert set(files(name, "graded(POOL); os._exit(1)", file)) == {None}


def test_github_is_given_each_output_once(files, tmp_path):
    files("github-classroom", BOTH, "-")
    lines = (tmp_path / "output").read_text().splitlines()
    assert [line.partition("=")[0] for line in lines] == ["ex46maxpooling", "ex22softmax"]


def test_classroom50_is_given_a_status_and_one_line(files, tmp_path):
    files("classroom50", BOTH, "result.json")
    assert (tmp_path / "output").read_text() == "status=success\nsummary=Homework 1: 12 of 12 points\n"


def test_outside_a_workflow_there_are_no_outputs(run, tmp_path):
    (paper,) = run(BOTH)[-1:]
    with pytest.raises(Problem, match="GITHUB_OUTPUT"):
        CONSUMERS["github-classroom"].show(paper, tmp_path, {})


def test_whenever_autolab_cuts_the_run_off_the_last_line_has_the_scores_so_far(run, capfd):
    consumer, steps = CONSUMERS["autolab"], []

    def show(paper):
        consumer.show(paper, None, {})
        steps.append(scores_that_autolab_takes(capfd.readouterr().out.encode()))

    run(BOTH, show=show)
    assert steps == [{POOL: 0, SOFT: 0}, {POOL: 8, SOFT: 0}, {POOL: 8, SOFT: 4}, {POOL: 8, SOFT: 4}]


def test_a_file_that_cannot_be_replaced_stays_whole(run, tmp_path):
    old = tmp_path / "results.json"
    old.mkdir()
    (paper,) = run(BOTH)[-1:]
    with pytest.raises(Problem, match="cannot be written"):
        CONSUMERS["gradescope"].show(paper, tmp_path, {})
    assert [path.name for path in tmp_path.iterdir()] == [
        path.name for path in tmp_path.iterdir() if not path.name.startswith(".")
    ]
    assert old.is_dir()


def test_the_verdicts_that_came_over_are_those_that_were_given(run):
    paper = run(BOTH, verdicts=(mixed(), right(SOFT)))[-1]
    statuses = [line.status for line in paper.parts[0].lines]
    assert statuses.count(Status.FAILED) == 2
    assert "pads with zeros" in paper.parts[0].hint
