"""What the verdict says about a submission that goes beyond the allowed means."""

from grader.language import text
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
