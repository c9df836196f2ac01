"""A verdict in which everything happens once."""

import pytest

from grader.verdict import (
    CheckResult,
    Diagnosis,
    Failure,
    FailureKind,
    Reason,
    Status,
    Title,
    Verdict,
)


def check(name, status=Status.PASSED, *, title=None, device="cpu", **more):
    function, _, aspect = name.rpartition(".")
    title = title or Title(aspect.replace("_", " "), f"{aspect} 的检查")
    return CheckResult(name, title, device, status, function=function or None, weight=0.1, **more)


WRONG_VALUE = Failure(
    FailureKind.WRONG_VALUE,
    case="7f3a",
    call="max_pool2d(tensor([[[[2., -2.]]]]), kernel_size=2, padding=1)",
    expected="tensor([[[[2., -2.]]]])",
    actual="tensor([[[[2., 0.]]]])",
    detail={
        "path": "",
        "index": [0, 0, 0, 1],
        "differing": 1,
        "total": 2,
        "difference": float("inf"),
        "allowed": 1e-14,
        "wrong": [[[[False, True]]]],
    },
    elements=2,
)
HOSTILE = Failure(
    FailureKind.RAISED,
    call="max_pool2d(tensor([1.]), 2)",
    detail={"type_name": "ValueError", "message": "[bold]no\x1b[2J markup[/bold]"},
    traceback='  File "max_pooling.py", line 3\n    x = [/red]\x1b]0;owned\x07\n',
    printed="\x1b[31mred\u202e\n",
)


def make_verdict(*checks, **more):
    facts = {
        "number": 46,
        "slug": "max_pooling",
        "title": Title("Max pooling", "最大池化"),
        "file": "exercises/46_max_pooling/max_pooling.py",
        "points": 8,
        "score": 5.5,
        "seed": 1729,
        "budget": "practice",
        "submission_sha256": "0" * 64,
        "isolation": "namespaces + seccomp + limits",
        "seconds": 0.42,
        "versions": {"torch": "2.13.0", "grader": "0.1.0"},
    }
    return Verdict(checks=tuple(checks), **(facts | more))


@pytest.fixture
def verdict():
    return make_verdict(
        check("max_pool2d.defined"),
        check("max_pool2d.shape", inputs=100),
        check("max_pool2d.dtype", inputs=100),
        check(
            "max_pool2d.value",
            Status.FAILED,
            title=Title(
                "matches torch.nn.functional.max_pool2d",
                "与 torch.nn.functional.max_pool2d 一致",
            ),
            inputs=14,
            failure=WRONG_VALUE,
        ),
        check("max_pool2d.layout", Status.NOT_RUN, reason=Reason.EARLIER_CHECK_FAILED),
        check("max_pool2d.gradient", Status.NOT_RUN, reason=Reason.EARLIER_CHECK_FAILED),
        check("max_pool2d.rejects", Status.FAILED, inputs=1, failure=HOSTILE),
        check("adding_a_constant_shifts_the_result", inputs=100),
        check("ties_go_to_the_first", Status.GRADER_ERROR, reason_detail="KeyError: 'x'"),
        check("device", Status.NOT_RUN, device="cuda", reason=Reason.DEVICE_ABSENT),
        check("device", Status.NOT_RUN, device="mps", reason=Reason.DEVICE_ABSENT),
        diagnosis=Diagnosis(
            "pads_with_zero",
            Title(
                "Your code behaves like one that pads with zeros. What value loses against every number?",
                "你的代码像是用 0 做填充。什么值比任何数都小？",
            ),
        ),
    )


def full_of(text):
    """A verdict that says `text` wherever a submission, a pack or a file could have put it."""
    said = Title(text, text)

    def failure(kind, **detail):
        return Failure(
            kind,
            case=text,
            call=text,
            expected=text,
            actual=text,
            detail={"path": text, "note": text, "layout": text, "type": text, "message": text} | detail,
            traceback=text,
            printed=text,
            question=text,
        )

    return make_verdict(
        check("a.value", Status.FAILED, title=said, device=text, failure=failure(FailureKind.WRONG_VALUE)),
        check("a.shape", Status.FAILED, failure=failure(FailureKind.WRONG_DTYPE, expected=text, actual=text)),
        check("a.raises", Status.FAILED, failure=failure(FailureKind.RAISED)),
        check("b.value", Status.FAILED, failure=failure(FailureKind.NOT_DEFINED, name=text)),
        CheckResult(text, said, "cpu", Status.FAILED, failure=failure(FailureKind.LAW_BROKEN)),
        check("law", Status.GRADER_ERROR, title=said, reason_detail=text),
        check("other", Status.NOT_RUN, title=said, reason=Reason.UNSUPPORTED_HERE, reason_detail=text),
        check("device", Status.NOT_RUN, device=text, reason=Reason.DEVICE_ABSENT),
        CheckResult(f"{text}.value", said, "cpu", Status.PASSED, function=text, inputs=3),
        title=said,
        file=text,
        budget=text,
        isolation=text,
        submission_sha256=text,
        versions={text: text},
        problem=failure(FailureKind.DOES_NOT_LOAD),
        diagnosis=Diagnosis(text, said),
    )


HOSTILE_TEXTS = {
    "script": "<script>document.title = window.owned = 'owned'</script>",
    "handler": "<img src=x onerror=\"document.title = window.owned = 'owned'\">",
    "attribute": '" onmouseover="window.owned = 1" style="position:fixed;inset:0" x=\'',
    "end of the style": "</style></svg></code></pre><script>window.owned = 1</script>",
    "end of the title": "</title><meta http-equiv='refresh' content='0;url=https://evil.example/'>",
    "comment": "<!-- <![CDATA[ ]]> --!> &lt;b&gt; &#60;i&#62;",
    "template": "{{ 7 * 7 }}{% raw %}{# no #} {x} {0} %s ${x}",
    "svg": "<svg onload=window.owned=1><animate onbegin=window.owned=1>",
    "link": "<a href='javascript:window.owned=1'>x</a><base href='https://evil.example/'>",
    "direction": "x = \u202e1\u202c \u2066if\u2069 \u200f\u061c a\u200bb",
    "control": "a\x00b\x1b]0;owned\x07c\x1b[2Jd\x7fe\x85f\u2028g\ud800h\ufeffi",
    "wide": "最大池化" * 40 + "W" * 400 + "é" + "\u0301" * 30,
}
