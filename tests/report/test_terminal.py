"""What a learner reads: lines, counterexamples, both languages, and no text that is interpreted."""

import dataclasses
import io
import unicodedata

import pytest
from rich.console import Console

from grader.language import text
from grader.report.cleaning import clean, one_line
from grader.report.sentences import failure_sentence, reason_sentence
from grader.report.terminal import print_summary, print_verdict
from grader.verdict import CheckResult, Failure, FailureKind, Reason, Status, Title

from .conftest import check, make_verdict


def printed(verdict, *, language="en", width=100, terminal=False, again=""):
    file = io.StringIO()
    console = Console(
        file=file, width=width, force_terminal=terminal, highlight=False, markup=False, emoji=False
    )
    print_verdict(verdict, console, language, again)
    return file.getvalue()


def test_it_begins_with_the_exercise_and_ends_with_the_facts(verdict):
    lines = printed(verdict).splitlines()
    assert lines[0].startswith("46 Max pooling")
    assert lines[0].endswith("exercises/46_max_pooling/max_pooling.py")
    assert lines[-1] == " 5.5 of 8 points · seed 1729 · 0.4 s · namespaces + seccomp + limits"


def test_what_passed_of_a_function_is_one_line(verdict):
    (line,) = [line for line in printed(verdict).splitlines() if line.startswith(" ✓ max_pool2d")]
    assert line.split("  ")[0] == " ✓ max_pool2d: shape, dtype"
    assert "200 inputs" in line


def test_a_failure_shows_call_both_values_and_a_sentence(verdict):
    out = printed(verdict)
    assert "found after 14 inputs" in out
    assert "max_pool2d(tensor([[[[2., -2.]]]]), kernel_size=2, padding=1)" in out
    assert "expected  tensor([[[[2., -2.]]]])" in out
    assert "yours     tensor([[[[2., 0.]]]])" in out
    assert "1 of 2 elements differ, at [0, 0, 0, 1]" in out


def test_the_hint_and_the_way_to_see_it_again_follow(verdict):
    out = printed(verdict, again="grade exercise 46 --seed 1729 mine.py")
    assert "What value loses against every number?" in out
    assert "reproduce:  grade exercise 46 --seed 1729 mine.py" in out


def test_a_grader_error_is_not_blamed_on_the_learner(verdict):
    out = printed(verdict)
    assert "the grader failed here, not you" in out
    assert "KeyError: 'x'" in out


def test_absent_devices_share_a_line_and_are_no_pass(verdict):
    (line,) = [line for line in printed(verdict).splitlines() if "cuda" in line]
    assert line.startswith(" · cuda, mps")
    assert line.endswith("not on this machine")


def test_in_chinese_only_code_stays_english(verdict):
    out = printed(verdict, language="zh")
    assert "最大池化" in out
    assert "应为" in out
    assert "2 个元素中有 1 个不同" in out
    for word in ("expected", "yours", "inputs", "points", "reproduce"):
        assert word not in out


@pytest.mark.parametrize("width", [20, 40, 72, 100, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_fit_the_terminal(verdict, width, language):
    for line in printed(verdict, language=language, width=width).splitlines():
        cells = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        assert cells <= width


def test_a_pipe_gets_no_colours_and_no_trailing_spaces(verdict):
    out = printed(verdict)
    assert "\x1b" not in out
    assert all(line == line.rstrip() for line in out.splitlines())


def test_a_terminal_gets_colours_unless_they_are_unwanted(verdict, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1;31m" in printed(verdict, terminal=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in printed(verdict, terminal=True)


def test_text_of_the_submission_is_never_interpreted(verdict):
    out = printed(verdict)
    assert "x = [/red]" in out
    for hostile in ("\x1b", "\x07", "\u202e", "owned"):
        assert hostile not in out


def test_an_unwritten_function_is_one_line():
    failure = Failure(FailureKind.NOT_IMPLEMENTED, call="f(tensor([1.]))", expected="2", traceback="...")
    waiting = {"status": Status.NOT_RUN, "reason": Reason.EARLIER_CHECK_FAILED}
    verdict = make_verdict(
        check("f.defined", Status.FAILED, failure=failure),
        check("f.value", **waiting),
        check("f.device_agnostic", device="stand-in", **waiting),
        *(check(f"law_{number}", **waiting) for number in range(5)),
        score=0,
    )
    out = printed(verdict)
    assert out.count("f:") == 1
    assert "tensor" not in out
    assert "5 more checks" in out
    assert "Nothing is written yet" in out
    assert "reproduce" not in out


def noted(en, zh=""):
    return {"note": {"en": en, "zh": zh or en}}


def test_a_law_is_given_its_inputs():
    failure = Failure(FailureKind.LAW_BROKEN, call="shifts(x=tensor([1.]), c=2)", detail=noted("f(x + c)"))
    out = printed(make_verdict(check("shifts", Status.FAILED, inputs=3, failure=failure)))
    assert "given x=tensor([1.]), c=2\n" in out
    assert "This does not hold: f(x + c)" in out


@pytest.mark.parametrize(
    ("kind", "detail", "english", "chinese"),
    [
        (FailureKind.LAW_BROKEN, {}, "does not hold: the total falls", "不成立：总和变小"),
        (FailureKind.LAW_BROKEN, {"path": ""}, "right value: the total falls", "不对：总和变小"),
        (
            FailureKind.LAW_BROKEN,
            {"differing": 1, "total": 2},
            "About the total falls: 1",
            "关于“总和变小”：2",
        ),
        (FailureKind.WRONG_SHAPE, {}, "About the total falls: The", "关于“总和变小”：结果"),
        (FailureKind.DID_NOT_RAISE, {}, "About the total falls: This", "关于“总和变小”：这次"),
        (FailureKind.RAISED_ANOTHER, {}, "About the total falls: This", "关于“总和变小”：这次"),
    ],
)
def test_the_note_of_a_law_is_told_in_the_language_of_the_report(kind, detail, english, chinese):
    failure = Failure(kind, detail=noted("the total falls", "总和变小") | detail)
    assert english in failure_sentence(failure, text("en"))
    assert chinese in failure_sentence(failure, text("zh"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "detail",
    [{"reason": "other shape", "path": "[1]"}, {"reason": "other count", "expected": 2, "actual": 1}],
)
def test_a_law_that_cannot_be_compared_says_why(detail, language):
    known = failure_sentence(Failure(FailureKind.LAW_BROKEN), text(language))
    assert failure_sentence(Failure(FailureKind.LAW_BROKEN, detail=detail), text(language)) != known


def test_a_condition_shows_no_values_and_a_compared_truth_value_does():
    said = noted("requires_grad")
    condition = Failure(FailureKind.LAW_BROKEN, expected="True", actual="False", detail=said)
    compared = Failure(FailureKind.LAW_BROKEN, expected="True", actual="False", detail=said | {"path": ""})
    assert "yours" not in printed(make_verdict(check("law", Status.FAILED, failure=condition)))
    assert "yours     False" in printed(make_verdict(check("law", Status.FAILED, failure=compared)))


def test_a_file_that_does_not_load_says_where():
    failure = Failure(
        FailureKind.DOES_NOT_LOAD,
        detail={"type": "SyntaxError", "message": "'(' was never closed"},
        traceback="  File \"max_pooling.py\", line 3\n    def f(\nSyntaxError: '(' was never closed",
    )
    out = printed(make_verdict(problem=failure, score=0))
    assert "Your file does not load: SyntaxError" in out
    assert "line 3" in out


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.parametrize(
    "detail",
    [
        {},
        {
            "expected": "torch.float64",
            "actual": "torch.float32",
            "type": "KeyError",
            "message": "{0}",
            "path": "[1]",
            "index": [0],
            "differing": 2,
            "total": 3,
            "difference": 1.0,
            "allowed": 0.1,
            "over_limit": {"limit": "time", "allowed": 2.0, "used": 2.1, "unit": "seconds"},
            "cause": "signal",
            "detail": "SIGSEGV",
            "name": "f",
            "note": {"en": "a {note}", "zh": "一个 {note}"},
            "layout": "transposed",
        },
    ],
)
def test_every_kind_of_failure_has_a_sentence(kind, detail, language):
    sentence = failure_sentence(Failure(kind, detail=detail), text(language))
    assert sentence
    assert sentence != kind.value
    assert "{" not in sentence.replace("{0}", "").replace("{note}", "")
    if language == "zh":
        assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("reason", [*Reason, None])
def test_every_reason_has_a_sentence(reason, language):
    result = CheckResult("a", Title("a", "a"), "cpu", Status.NOT_RUN, reason=reason, reason_detail="x{y}")
    sentence = reason_sentence(result, text(language))
    assert sentence
    assert reason is None or sentence != reason.value


def test_several_verdicts_are_a_table_with_a_sum(verdict):
    passed = dataclasses.replace(verdict, checks=verdict.checks[:2], score=8.0)
    file = io.StringIO()
    print_summary([verdict, passed], ["47 Unpooling"], Console(file=file, width=80), "en")
    out = file.getvalue()
    assert "13.5 of 16 points" in out
    assert "47 Unpooling" in out
    assert "not started" in out


@pytest.mark.parametrize(
    ("untrusted", "cleaned"),
    [
        ("plain", "plain"),
        ("最大 é ✓", "最大 é ✓"),
        ("a\tb", "a   b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("\x9b31mred", "31mred"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("a\u2028b\x00c\x7f", "abc"),
        ("\ud800", ""),
    ],
)
def test_what_controls_a_terminal_is_taken_out(untrusted, cleaned):
    assert clean(untrusted) == cleaned


def test_one_line_is_one_line():
    assert one_line(" a\n b\u2029 c ") == "a b c"
