"""What the verdict says about a submission that goes beyond the allowed means."""

import shutil
from pathlib import Path

import pytest

from grader.language import text
from grader.packs import all_exercises, find_packs
from grader.report.data import verdict_from_data, verdict_to_data
from grader.report.sentences import failure_sentence
from grader.verdict import FailureKind, Reason, Status

SIGNATURE = "x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False"
CALL = "x, kernel_size, stride, padding, dilation, ceil_mode, return_indices"
HEAD = f"import torch\nimport torch.nn.functional as F\n\n\ndef max_pool2d({SIGNATURE}):\n"


def means(verdict):
    return next(check for check in verdict.checks if check.id == "allowed_means_only")


def test_the_operator_and_its_line_are_named_and_nothing_is_scored(grade):
    verdict = grade(46, HEAD + f"    return F.max_pool2d({CALL})\n")
    check = means(verdict)
    assert verdict.status is check.status is Status.FAILED
    assert verdict.score == 0
    assert check.failure.kind is FailureKind.BANNED_OPERATOR
    assert check.failure.detail["line"] == 6
    assert check.failure.detail["operator"] == "torch.nn.functional.max_pool2d"
    assert "6" in failure_sentence(check.failure, text("en"))
    assert failure_sentence(check.failure, text("en")) != failure_sentence(check.failure, text("zh"))
    assert verdict_from_data(verdict_to_data(verdict)) == verdict
    stopped = [c for c in verdict.checks if c.reason is Reason.EARLIER_CHECK_FAILED]
    assert {"max_pool2d.value"} <= {c.id for c in stopped}


def test_what_the_source_hides_is_found_when_it_is_reached(grade):
    hidden = "    for name in dir(F):\n        if name[::-1] == 'd2loop_xam':\n"
    road = f"            import operator\n            return operator.attrgetter(name)(F)({CALL})\n"
    verdict = grade(46, HEAD + hidden + road)
    assert verdict.status is Status.FAILED
    assert verdict.score == 0
    assert means(verdict).failure.detail["line"]


def test_an_alarm_over_the_source_alone_leaves_the_other_checks_to_be_seen(grade, exercises):
    source = b"import gc\n" + exercises[46].solution.read_bytes()
    verdict = grade(46, source.decode())
    assert [c.id for c in verdict.checks if c.status is Status.FAILED] == ["allowed_means_only"]
    assert means(verdict).failure.detail == {"operator": "gc", "line": 1, "means": "roundabout", "lines": [1]}
    assert verdict.score == 0


def test_an_exercise_without_bans_has_no_such_check(grade, exercises):
    verdict = grade(8, exercises[8].stub)
    assert "allowed_means_only" not in {check.id for check in verdict.checks}


REFUSES = """
import torch.nn.functional as F

from grader.contract import Contract, expect
from grader.inputs import tensors

contract = Contract(bans=["max_pool"])


@contract.truth
def pool(x):
    if x.dim() != 3:
        raise ValueError("not (N, C, L)")
    return F.max_pool1d(x, 2)


@contract.law(x=tensors((2,)), examples=3, portable=False)
def one_axis_is_refused(learner, x):
    '''one axis is refused
    zh: 只有一个轴时被拒绝
    '''
    expect(lambda: learner.pool(x), "one axis").raises({expected})
"""


@pytest.mark.parametrize("expected", ["ValueError", "Exception"])
def test_where_an_error_is_expected_a_disabled_operator_is_none(judge, tmp_path, expected):
    shutil.copytree(Path(__file__).parents[1] / "attacks" / "pack", tmp_path / "pack")
    contract = tmp_path / "pack" / "exercises" / "03_pool" / "contract.py"
    contract.write_text(REFUSES.format(expected=expected), encoding="utf-8")
    exercise = next(e for e in all_exercises(find_packs([tmp_path / "pack"])) if e.contract == contract)
    source = b"""import operator, torch
def pool(x):
    for name in dir(torch):
        if name[::-1] == "d1loop_xam":
            return operator.attrgetter(name)(torch)(x.reshape(1, 1, -1), 2)
"""
    verdict = judge.grade(exercise, source, "answer.py", seed=1)
    assert means(verdict).failure.kind is FailureKind.BANNED_OPERATOR
    assert means(verdict).failure.detail["line"] == 5
    law = next(check for check in verdict.checks if check.id == "one_axis_is_refused")
    assert (law.reason, law.reason_detail) == (Reason.EARLIER_CHECK_FAILED, "allowed_means_only")
