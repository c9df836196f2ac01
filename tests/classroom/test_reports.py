"""Pages and data for students and teachers: all that may be seen, and nothing else."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.classroom.model import (
    Assignment,
    Attempt,
    CheckRule,
    Collection,
    Graded,
    HandedIn,
    Item,
    Key,
    Student,
    Visibility,
)
from grader.classroom.policy import gradebook
from grader.classroom.reports import class_facts, class_page, student_data, student_page
from grader.classroom.reports.plots import histogram
from grader.verdict import CheckResult, Diagnosis, Failure, FailureKind, Status, Title, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "the-secret-of-the-seed"
HOSTILE = "<script>alert(1)</script>\u202egnp.exe"


def check(name, status=Status.PASSED, **more):
    failure = Failure(FailureKind.WRONG_VALUE, call="softmax(x)", expected="1", actual="2")
    title = Title(f"title of {name}", f"{name} 的标题")
    failed = {"failure": failure} if status is Status.FAILED else {}
    return CheckResult(name, title, "cpu", status, weight=0.5, function="softmax", inputs=7, **failed, **more)


def verdict(*checks, diagnosis=None):
    return Verdict(
        50, "softmax", Title("Softmax", "Softmax"), "softmax.py", 8.0, 0.0, 987654321, "official", checks,
        "f" * 64, "full", 0.5, {"torch": "2.13"}, diagnosis=diagnosis,
    )  # fmt: skip


RIGHT = verdict(check("softmax.value"), check("softmax.rejects"))
WRONG = verdict(
    check("softmax.value", Status.FAILED),
    check("softmax.rejects"),
    diagnosis=Diagnosis("forgets_the_maximum", Title("forgets the maximum.", "忘了减去最大值。")),
)
HIDDEN = verdict(check("softmax.value"), check("softmax.rejects", Status.FAILED))
ITEM = Item("50_softmax", 10.0)


def assignment(**more):
    return Assignment(Path("hw1"), "hw1", "Homework <1>", (ITEM,), SECRET, **more)


def book(verdicts, *, rules=(), reasons=None, names=None, at=NOW, due=None):
    """Return the gradebook of students s0, s1 ... with these verdicts; None for a file that has none."""
    given = assignment(rules=rules, due=due)
    names = names or [f"s{i}" for i in range(len(verdicts))]
    grades, attempts = {}, []
    for i, (name, each) in enumerate(zip(names, verdicts, strict=True)):
        sha = f"{i:064}"
        key = Key(sha, "50_softmax", (), given.seed("50_softmax"), "official", "1", "1", "2.13")
        if each is not None or reasons:
            grades[key] = Graded(key, each, NOW, 0.5, reason="" if each else reasons[i])
        attempts.append(Attempt(f"a{i}", (name,), at, (HandedIn("50_softmax", Path("x.py"), sha),)))
    collection = Collection(tuple(Student(name, f"Name {name}") for name in names), tuple(attempts))
    return gradebook(given, collection, grades, (), NOW)


def test_the_class_is_told_in_numbers():
    facts = class_facts(book([RIGHT, WRONG, WRONG]))
    (item,) = facts.items
    assert facts.totals == (10.0, 5.0, 5.0)
    assert (item.solved, item.mean) == (1, pytest.approx(20 / 3))
    assert [(rate.id, rate.failed, rate.asked) for rate in item.rates] == [("softmax.value", 2, 3)]
    assert [(m.diagnosis.mistake, [s.id for s in m.students]) for m in item.mistakes] == [
        ("forgets_the_maximum", ["s1", "s2"])
    ]


def test_what_could_not_be_graded_is_listed_and_is_no_zero():
    facts = class_facts(book([RIGHT, None], reasons={1: "infrastructure: the worker died twice"}))
    assert facts.totals == (10.0,)
    assert [(each.student.id, each.reason) for each in facts.not_gradable] == [
        ("s1", "infrastructure: the worker died twice")
    ]
    page = class_page(book([RIGHT, None], reasons={1: "the worker died twice"}), language="en").decode()
    assert "Not gradable" in page
    assert "the worker died twice" in page


def test_an_empty_class_has_a_page_too():
    assert "0 students" in class_page(book([]), language="en").decode()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_student_sees_the_counterexample_and_the_known_mistake(language):
    made = book([WRONG])
    page = student_page(made, made.results[0], published=True, language=language).decode()
    assert "softmax(x)" in page
    assert ("forgets the maximum." if language == "en" else "忘了减去最大值。") in page
    assert "5" in page


def test_what_is_hidden_is_in_neither_the_page_nor_the_data_and_no_score_tells():
    rules = (CheckRule("*.rejects", Visibility.HIDDEN),)
    seen = []
    for each in (HIDDEN, replace(HIDDEN, checks=RIGHT.checks)):
        made = book([each], rules=rules)
        page = student_page(made, made.results[0], published=True, language="en").decode()
        data = student_data(made, made.results[0], published=True)
        assert "title of softmax.rejects" not in page
        assert "softmax.rejects" not in json.dumps(data)
        assert data["total"] is None
        assert data["marks"][0]["score"] is None
        seen.append((page, json.dumps(data)))
    assert seen[0] == seen[1]


def test_before_publishing_a_check_waits_and_afterwards_it_is_there():
    made = book([WRONG], rules=(CheckRule("*", Visibility.AFTER_PUBLISHED),))
    before = student_data(made, made.results[0], published=False)
    after = student_data(made, made.results[0], published=True)
    assert (before["total"], after["total"]) == (None, 5.0)
    assert before["marks"][0]["verdict"]["checks"] == []


def test_the_secret_and_the_official_seed_are_never_told():
    made = book([WRONG])
    for text in (
        student_page(made, made.results[0], published=True, language="en").decode(),
        json.dumps(student_data(made, made.results[0], published=True)),
        class_page(made, language="en").decode(),
    ):
        assert SECRET not in text
        assert str(made.assignment.seed("50_softmax")) not in text
        assert "987654321" not in text


def test_hostile_names_and_texts_stay_text():
    failing = replace(WRONG.checks[0], failure=Failure(FailureKind.WRONG_VALUE, call=HOSTILE, actual=HOSTILE))
    made = book([replace(WRONG, checks=(failing,))], names=[HOSTILE])
    for page in (
        student_page(made, made.results[0], published=True, language="en").decode(),
        class_page(made, language="en").decode(),
    ):
        assert "<script" not in page
        assert "\u202e" not in page


def test_late_work_says_so():
    made = book([RIGHT], due=NOW - timedelta(days=1))
    assert class_facts(made).late == 1


def test_the_plot_needs_nothing_from_outside_and_follows_the_page():
    svg = histogram([1.0, 2.0, 12.0], 10.0, "points <of> all", "points", "students")
    assert svg.startswith("<svg")
    assert "style=" not in svg
    assert "<style" not in svg
    assert "currentColor" in svg
    assert 'aria-label="points &lt;of&gt; all"' in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert svg == histogram([1.0, 2.0, 12.0], 10.0, "points <of> all", "points", "students")


def test_the_plot_counts_every_score_once():
    from xml.etree import ElementTree as ET

    root = ET.fromstring(histogram([0.0, 0.5, 5.0, 10.0, 12.0], 10.0, "x", "x", "y"))
    bars = [e for e in root.iter() if e.tag.endswith("path") and e.get("fill") == "#0072b2"]
    assert len(bars) == 10
