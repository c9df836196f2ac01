"""The page of verdicts: what it says, and that nothing in it runs, loads or is taken for markup."""

import base64
import dataclasses
import hashlib
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from rich.console import Console

from grader.language import text
from grader.report.data import verdict_to_json
from grader.report.html import render, verdicts_to_html
from grader.report.sentences import failure_sentence, reason_sentence
from grader.report.terminal import print_verdict
from grader.verdict import Failure, FailureKind, Reason, Status, Title

from .conftest import HOSTILE_TEXTS, WRONG_VALUE, check, full_of, make_verdict

VOID = {"meta", "link", "br", "hr", "img", "input"}
INLINE = {"mark", "code", "bdi"}


class Page(HTMLParser):
    """A page as a browser would take it apart; fails where an element is left open or closed twice."""

    def __init__(self, document):
        super().__init__()
        self.tags, self.attributes, self.texts, self.open = [], [], [], []
        self.marked, self.declarations = [], []
        self.feed(document.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_decl(self, decl):
        self.declarations.append(decl)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "mark":
            self.marked.append("")
        if tag not in VOID:
            self.open.append(tag)
        if tag not in INLINE:
            self.texts.append(" ")

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "mark" in self.open:
            self.marked[-1] += data
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def values(self, attribute):
        return [value for _, name, value in self.attributes if name == attribute]


def page(*verdicts, language="en", **more):
    return Page(verdicts_to_html(verdicts, language, **more))


def test_it_is_a_page_in_the_language_asked_for(verdict):
    shown = page(verdict)
    assert shown.declarations == ["doctype html"]
    assert ("html", "lang", "en") in shown.attributes
    assert ("html", "lang", "zh-Hans") in page(verdict, language="zh").attributes
    assert Counter(shown.tags)["h1"] == 1
    assert "width=device-width" in " ".join(shown.values("content"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_needs_nothing_from_anywhere(verdict, language):
    document = verdicts_to_html([verdict, verdict], language).decode()
    shown = Page(document.encode())
    assert not {"script", "iframe", "object", "img", "form", "base"} & set(shown.tags)
    assert all(link.startswith("#") or link == "data:," for link in shown.values("href"))
    assert shown.values("src") == shown.values("style") == []
    assert not re.search(r"https?:|//\w|url\(|@import|@font-face|javascript:", document)
    assert not any(name.startswith("on") for _, name, _ in shown.attributes)


def test_its_own_style_is_the_only_thing_that_its_policy_allows(verdict):
    document = verdicts_to_html([verdict], "en").decode()
    style = document.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (v for v in Page(document.encode()).values("content") if v.startswith("default-src"))
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert document.index("Content-Security-Policy") < document.index("<style>")


def test_it_says_what_was_graded_and_how(verdict):
    shown = page(verdict, started=datetime(2026, 1, 2, 3, 4, tzinfo=UTC)).text
    for told in (
        "46 Max pooling",
        "exercises/46_max_pooling/max_pooling.py",
        "5.5 of 8 points",
        "What value loses against every number?",
        "seed 1729",
        "budget practice",
        "time 0.4 s",
        "isolation namespaces + seccomp + limits",
        "grader 0.1.0 · torch 2.13.0",
        "sha256 000000000000",
        "2026-01-02 03:04 UTC",
    ):
        assert told in shown


def test_every_check_is_there_with_its_device_and_its_inputs(verdict):
    shown = page(verdict).text
    assert "✓ shape · dtype ▸" not in shown, "the sign for unfolding is decoration, not text"
    assert "✓ shape · dtype cpu 200 inputs" in shown
    assert "✓ shape 100 inputs ✓ dtype 100 inputs" in shown
    assert "✗ matches torch.nn.functional.max_pool2d cpu found after 14 inputs" in shown
    assert "· layout · gradient cpu not run: an earlier check failed" in shown
    assert "✓ adding a constant shifts the result cpu 100 inputs" in shown
    assert "! ties go to the first cpu the grader failed here, not you the traceback KeyError: 'x'" in shown
    assert "· cuda, mps not on this machine" in shown


def test_a_failure_shows_its_call_and_both_answers_with_the_difference_marked(verdict):
    shown = page(verdict)
    assert "max_pool2d(tensor([[[[2., -2.]]]]), kernel_size=2, padding=1)" in shown.text
    assert "expected tensor([[[[2., -2.]]]])" in shown.text
    assert "yours tensor([[[[2., 0.]]]])" in shown.text
    assert "1 of 2 elements differ, at [0, 0, 0, 1]" in shown.text
    assert shown.marked == ["-2.", "0."]


def test_of_wrong_shapes_the_shapes_come_first():
    failure = Failure(
        FailureKind.WRONG_SHAPE,
        call="f(tensor([1., 2.]))",
        expected="tensor([[1., 2.]])",
        actual="tensor([1., 2.])",
        detail={"path": "", "expected": [1, 2], "actual": [2]},
    )
    shown = page(make_verdict(check("f.shape", Status.FAILED, failure=failure)))
    assert "expected (1, 2) tensor([[1., 2.]]) yours (2,) tensor([1., 2.])" in shown.text
    assert shown.marked == ["1"]


def test_a_wrong_dtype_is_named_beside_the_answers():
    failure = Failure(
        FailureKind.WRONG_DTYPE,
        expected="tensor(0)",
        actual="tensor(0, dtype=torch.int32)",
        detail={"expected": "torch.int64", "actual": "torch.int32"},
    )
    assert page(make_verdict(check("f.dtype", Status.FAILED, failure=failure))).marked == [
        "torch.int64",
        "torch.int32",
    ]


def test_an_element_that_the_printed_answers_leave_out_is_told():
    failure = dataclasses.replace(
        WRONG_VALUE,
        expected="tensor([1., 2., ...], shape=(99,))",
        actual="tensor([1., 2., ...], shape=(99,))",
        detail={"index": [70], "differing": 1, "total": 99, "expected": 0.25, "actual": float("nan")},
    )
    shown = page(make_verdict(check("f.value", Status.FAILED, failure=failure)))
    assert "At [70] it should be 0.25, and yours is nan." in shown.text
    assert shown.marked == []


def test_what_a_program_said_is_folded_away(verdict):
    shown = page(verdict)
    assert 'the traceback File "max_pooling.py", line 3 x = [/red]' in shown.text
    assert "what it printed red" in shown.text
    assert ("details", "class", "folded") in shown.attributes
    assert not any(name == "open" for _, name, _ in shown.attributes)


def test_a_law_is_given_its_inputs():
    failure = Failure(
        FailureKind.LAW_BROKEN,
        call="shifts(x=tensor([1.]), c=2)",
        expected="True",
        actual="False",
        detail={"note": "f(x + c)"},
    )
    shown = page(make_verdict(check("shifts", Status.FAILED, inputs=3, failure=failure))).text
    assert "the inputs x=tensor([1.]), c=2" in shown
    assert "This does not hold: f(x + c)" in shown
    assert "expected" not in shown


def test_where_no_answer_came_the_right_one_is_not_shown():
    failure = Failure(FailureKind.TIMED_OUT, call="f(1)", expected="tensor([1.])")
    assert "tensor" not in page(make_verdict(check("f.value", Status.FAILED, failure=failure))).text


def test_an_unwritten_function_is_one_line():
    failure = Failure(FailureKind.NOT_IMPLEMENTED, call="f(tensor([1.]))", expected="2", traceback="...")
    waiting = {"status": Status.NOT_RUN, "reason": Reason.EARLIER_CHECK_FAILED}
    shown = page(
        make_verdict(
            check("f.defined", Status.FAILED, failure=failure),
            check("f.value", **waiting),
            *(check(f"law_{number}", **waiting) for number in range(5)),
            score=0,
        )
    ).text
    assert "Nothing is written yet" in shown
    assert "tensor" not in shown
    assert "5 checks cpu not run" in shown
    assert "grade exercise" not in shown


def test_a_file_that_does_not_load_says_where():
    failure = Failure(
        FailureKind.DOES_NOT_LOAD,
        detail={"type": "SyntaxError", "message": "'(' was never closed"},
        traceback="  File \"max_pooling.py\", line 3\n    def f(\nSyntaxError: '(' was never closed",
    )
    shown = page(make_verdict(problem=failure, score=0)).text
    assert "✗ your file Your file does not load: SyntaxError" in shown
    assert "line 3" in shown


@pytest.mark.parametrize("again", ["", "grade exercise 46 --seed 1729 mine.py"])
def test_the_way_to_see_it_again_is_the_one_of_the_terminal(verdict, again):
    file = io.StringIO()
    print_verdict(verdict, Console(file=file, width=200), "en", again)
    (line,) = [line for line in file.getvalue().splitlines() if "reproduce:" in line]
    command = line.partition("reproduce:")[2].strip()
    assert f"to see it again {command}" in page(verdict, again=[again]).text


def test_a_verdict_in_which_all_is_well_shows_no_failure():
    shown = page(make_verdict(check("f.value", inputs=9), check("law", inputs=2), score=8))
    assert "8 of 8 points" in shown.text
    assert "✗" not in shown.text
    assert "to see it again" not in shown.text


def test_points_that_are_none_are_no_division_by_zero():
    assert "0 of 0 points" in page(make_verdict(check("law"), points=0, score=0)).text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", FailureKind)
def test_every_kind_of_failure_is_told(kind, language):
    failure = Failure(kind, call="f(1)", expected="tensor([1.])", actual="tensor([2.])")
    shown = page(make_verdict(check("f.value", Status.FAILED, failure=failure)), language=language)
    assert failure_sentence(failure, text(language)) in shown.text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("reason", [*Reason, None])
def test_every_reason_is_told(reason, language):
    result = check("f.value", Status.NOT_RUN, reason=reason, reason_detail="x{y}")
    assert reason_sentence(result, text(language)) in page(make_verdict(result), language=language).text


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_mark_and_its_word(status):
    shown = page(make_verdict(check("law", status)))
    words = {"✓": "passed", "✗": "failed", "·": "not run", "!": "grader error"}
    sign = {value: key for key, value in words.items()}[status.value]
    assert sign in shown.text
    assert status.value in shown.values("aria-label")


def test_in_chinese_only_code_stays_english(verdict):
    shown = page(verdict, verdict, language="zh").text
    assert "最大池化" in shown
    assert "2 个元素中有 1 个不同" in shown
    for word in ("expected", "yours", "inputs", "points", "question", "traceback", "seed", "not run", "file"):
        assert word not in shown.replace("max_pooling.py", "").replace("File", "")


def test_several_verdicts_have_a_table_on_top(verdict):
    passed = dataclasses.replace(verdict, checks=verdict.checks[:2], score=8.0)
    shown = page(verdict, passed, missing=["47 <Unpooling>"])
    assert "3 exercises 13.5 of 16 points" in shown.text
    assert "! 46 Max pooling 5.5/8 4/7 0.4 ✓ 46 Max pooling 8/8 2/2 0.4" in shown.text
    assert "47 <Unpooling> not started" in shown.text
    targets = [link.removeprefix("#") for tag, name, link in shown.attributes if (tag, name) == ("a", "href")]
    assert targets == shown.values("id")
    assert len(set(targets)) == 2


def test_each_of_several_verdicts_has_its_own_way_to_see_it_again(verdict):
    shown = page(verdict, verdict, again=["grade one", "grade two"]).text
    assert shown.index("to see it again grade one") < shown.index("to see it again grade two")


def test_a_single_verdict_beside_missing_exercises_still_has_the_table(verdict):
    assert "table" in page(verdict, missing=["47 Unpooling"]).tags
    assert "table" not in page(verdict).tags


@pytest.mark.parametrize("hostile", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_is_taken_for_markup(hostile):
    harmless = page(full_of("harmless"), missing=["harmless"], again=["harmless"])
    shown = page(full_of(hostile), missing=[hostile], again=[hostile])
    # A word by itself is read as a value, and is marked as the one that differs.
    assert Counter(tag for tag in shown.tags if tag != "mark") == Counter(
        tag for tag in harmless.tags if tag != "mark"
    )
    assert Counter((tag, name) for tag, name, _ in shown.attributes) == Counter(
        (tag, name) for tag, name, _ in harmless.attributes
    )


@pytest.mark.parametrize("hostile", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_letter_that_controls_anything_is_left(hostile):
    document = verdicts_to_html([full_of(hostile)], "en", again=[hostile], missing=[hostile]).decode()
    kept = {letter for letter in document if letter != "\n"}
    assert not {letter for letter in kept if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert "owned\x07" not in document


def test_a_name_in_an_attribute_stays_in_it():
    name = "\" onload='owned' <b> \u202e"
    image = [[["tensor", "float32", [2, 2], ["0x0p0"] * 4]], []]
    failure = Failure(
        FailureKind.WRONG_VALUE,
        expected=f"{{{name!r}: tensor([[1., 2.]])}}",
        actual=f"{{{name!r}: tensor([[1., 3.]])}}",
        detail={"path": f"[{name!r}]", "index": [0, 1]},
        question=["call", *image],
    )
    shown = page(make_verdict(check("f.value", Status.FAILED, failure=failure)))
    labels = [label for label in shown.values("aria-label") if label.startswith("yours")]
    assert labels == [f"yours [{name!r}]: 1 × 2"]
    assert shown.values("onload") == []


def test_hostile_text_is_shown_as_it_was_written():
    shown = page(full_of(HOSTILE_TEXTS["script"]))
    # The file, the heading, the call, both answers, the traceback ...
    assert shown.text.count(HOSTILE_TEXTS["script"]) > 30


def test_a_template_of_any_report_gets_the_same_care():
    document = render(
        "verdicts.html",
        "en",
        verdicts=[make_verdict(title=Title("<b>\u202e", "<b>"))],
        again=[""],
        missing=[],
        score=0,
        total=0,
        started=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert b"<title>46 &lt;b&gt; \xc2\xb7 torchgrade</title>" in document


def test_a_page_without_questions_never_imports_torch(verdict, tmp_path):
    file = tmp_path / "verdict.json"
    file.write_text(verdict_to_json(verdict), encoding="utf-8")
    code = (
        "import json, sys; from grader.report.data import verdict_from_data;"
        "from grader.report.html import verdicts_to_html;"
        "verdicts_to_html([verdict_from_data(json.load(open(sys.argv[1], encoding='utf-8')))], 'en');"
        "sys.exit(' '.join({'torch', 'numpy', 'rich', 'click'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_verdict_read_back_from_json_gives_the_same_page(verdict):
    from grader.report.data import verdict_from_data

    again = verdict_from_data(json.loads(verdict_to_json(verdict)))
    started = datetime(2026, 1, 1, tzinfo=UTC)
    assert verdicts_to_html([again], "en", started=started) == verdicts_to_html(
        [verdict], "en", started=started
    )
