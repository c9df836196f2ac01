"""What the judge says about right, wrong, hostile and unfinished submissions of max pooling."""

import sys
import textwrap
import threading

import pytest

from grader.judge import Judge
from grader.judge.battery import is_unsupported
from grader.judge.compare import Finding
from grader.verdict import FailureKind, Reason, Status

SOLUTION = "import torch, torch.nn.functional as F\n"


def failed(verdict):
    return {c.id: c.failure for c in verdict.checks if c.status is Status.FAILED}


def source(body):
    signature = "x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False"
    return f"import torch, os, sys, time\ndef max_pool2d({signature}):\n" + textwrap.indent(
        textwrap.dedent(body), "    "
    )


def test_the_solution_passes_with_all_points(grade, exercises):
    verdict = grade(46, exercises[46].solution)
    assert verdict.status is Status.PASSED
    assert verdict.score == verdict.points


def test_the_stub_is_not_implemented_and_everything_else_not_run(grade, exercises):
    verdict = grade(46, exercises[46].stub)
    assert verdict.not_implemented
    assert list(failed(verdict)) == ["max_pool2d.defined"]
    assert verdict.score == 0


def wrong_files():
    from grader.packs import all_exercises, find_packs

    return [p for e in all_exercises(find_packs()) if e.number == 46 for p in e.wrong]


@pytest.mark.parametrize("path", wrong_files(), ids=lambda p: p.stem)
def test_each_wrong_file_gets_a_small_counterexample_and_its_own_hint(grade, path):
    verdict = grade(46, path)
    assert verdict.status is Status.FAILED
    assert all(failure.elements <= 8 for failure in failed(verdict).values())
    assert verdict.diagnosis is not None
    assert verdict.diagnosis.mistake == path.stem


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("raise KeyError('oops')", FailureKind.RAISED),
        ("time.sleep(60)", FailureKind.TIMED_OUT),
        ("while True: pass", FailureKind.TIMED_OUT),
        ("os._exit(0)", FailureKind.KILLED),
        ("os.abort()", FailureKind.KILLED),
        ("sys.exit(0)", FailureKind.RAISED),
        ("return torch.zeros(2**28)", FailureKind.REPLY_TOO_LARGE),
        ("return 3", FailureKind.WRONG_TYPE),
        ("return iter(())", FailureKind.WRONG_TYPE),
        ("return None", FailureKind.WRONG_TYPE),
        ("return x.numpy()", FailureKind.WRONG_TYPE),
    ],
)
def test_misbehaviour_is_a_failure_of_its_own_kind(grade, body, kind):
    verdict = grade(46, source(body), explain=False)
    assert kind in {failure.kind for failure in failed(verdict).values()}
    assert verdict.status is Status.FAILED
    assert verdict.score < verdict.points / 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def max_pool2d(:\n", "SyntaxError"),
        ("import surely_not_there\n", "ModuleNotFoundError"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("import sys; sys.exit(3)\n", "SystemExit"),
    ],
)
def test_a_file_that_does_not_load_is_one_problem(grade, text, says):
    verdict = grade(46, text)
    assert verdict.problem.kind is FailureKind.DOES_NOT_LOAD
    assert verdict.problem.detail["type"] == says
    assert verdict.score == 0
    assert verdict.status is Status.FAILED


def test_an_exit_while_loading_is_a_problem_and_not_a_pass(grade):
    assert grade(46, "import os; os._exit(0)\n").status is Status.FAILED


def test_an_empty_file_lacks_the_function(grade):
    verdict = grade(46, "")
    assert failed(verdict)["max_pool2d.defined"].kind is FailureKind.NOT_DEFINED
    assert {c.reason for c in verdict.checks if c.status is Status.NOT_RUN} >= {Reason.EARLIER_CHECK_FAILED}


def test_the_next_honest_submission_is_graded_after_a_hostile_one(grade, exercises):
    grade(46, source("os.kill(os.getpid(), 9)"), explain=False)
    assert grade(46, exercises[46].solution).status is Status.PASSED


def test_a_print_flood_changes_nothing_but_time(grade, exercises):
    text = exercises[46].solution.read_text() + "\nprint('passed ' * 100000)\n"
    assert grade(46, text).status is Status.PASSED


def test_absent_devices_are_not_run_and_never_passed(grade, exercises):
    verdict = grade(46, exercises[46].solution)
    absent = [c for c in verdict.checks if c.reason is Reason.DEVICE_ABSENT]
    assert absent
    assert all(c.status is Status.NOT_RUN and c.weight == 0 for c in absent)


def test_asking_only_for_an_absent_device_passes_nothing(grade, exercises):
    verdict = grade(46, exercises[46].solution, devices=["xpu"])
    assert verdict.status is Status.NOT_RUN
    assert verdict.score == 0


def test_the_stand_in_device_catches_a_tensor_on_the_default_device(grade, exercises):
    text = exercises[46].solution.read_text().replace("device=x.device", "device='cpu'")
    assert list(failed(grade(46, text))) == ["max_pool2d.device_agnostic"]


class Spy:
    """Notes what is asked of every submission, in order on each of the two sides that ask at the same time."""

    def __init__(self, monkeypatch):
        from grader.judge import asking, battery, gradients
        from grader.oracle import fingerprint

        self.asked = []
        original = asking.put

        def put(sitting, request, limit):
            side = threading.current_thread() is threading.main_thread()
            self.asked.append((side, request.device, fingerprint(request.question)))
            return original(sitting, request, limit)

        for module in (asking, battery, gradients):
            monkeypatch.setattr(module, "put", put)

    def take(self):
        asked, self.asked = self.asked, []
        return sorted(asked, key=lambda one: one[0])  # stable, so the order on each side is kept


def test_two_different_submissions_meet_the_same_questions_under_the_same_seed(room, exercises, monkeypatch):
    spy = Spy(monkeypatch)
    exercise = exercises[46]
    odd = b"A = 123457\nB = 0.98765\nC = 'odd'\n" + exercise.alternates[0].read_bytes()
    heard = []
    for text in (exercise.solution.read_bytes(), odd):
        Judge(room).grade(exercise, text, "x.py", seed=5)
        heard.append(spy.take())
    assert heard[0] == heard[1]
    assert len(heard[0]) > 300
    Judge(room).grade(exercise, odd, "x.py", seed=6)
    assert spy.take() != heard[0]


def test_the_learners_file_is_never_imported_by_the_judge(grade, exercises):
    before = set(sys.modules)
    text = "import sys\nsys.modules['planted'] = sys\n" + exercises[46].solution.read_text()
    grade(46, text)
    new = set(sys.modules) - before
    assert "planted" not in sys.modules
    assert not {name for name in new if "submission" in name and not name.startswith("grader.")}


def test_a_law_that_meets_an_unusable_answer_fails_and_is_no_grader_error(grade, exercises):
    text = exercises[46].solution.read_text() + (
        "\n_pool = max_pool2d\n"
        "def max_pool2d(x, *a, return_indices=False, **k):\n"
        "    out = _pool(x, *a, return_indices=return_indices, **k)\n"
        "    return out[0] if return_indices else out\n"
    )
    verdict = grade(46, text, explain=False)
    assert verdict.status is Status.FAILED
    assert "indices_point_at_the_maxima" in failed(verdict)


@pytest.mark.parametrize("limit", ["time", "processor time", "memory", "output"])
def test_time_and_memory_that_run_out_on_the_stand_in_are_its_own(limit):
    over = {"limit": limit, "allowed": 1, "used": 2, "unit": "seconds"}
    finding = Finding(FailureKind.RAISED, detail={"over_limit": over})
    assert is_unsupported(finding) is (limit != "output")


def test_an_endless_loop_on_the_stand_in_alone_cannot_be_told_from_a_slow_graph(grade, exercises):
    text = (
        exercises[50].solution.read_text(encoding="utf-8")
        + """
honest = softmax
def softmax(x, dim):
    while x.device.type != "cpu": pass
    return honest(x, dim)
"""
    )
    verdict = grade(50, text, explain=False)
    portable = next(c for c in verdict.checks if c.id == "softmax.device_agnostic")
    assert portable.reason is Reason.UNSUPPORTED_HERE
    assert "2 seconds" in portable.reason_detail
