"""An assignment, verdicts made by hand, and a class with everything that can happen to a student."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.classroom.exports.answers import answer_of
from grader.classroom.exports.paper import make_paper
from grader.classroom.exports.sight import student_now, teacher
from grader.classroom.model import (
    Assignment,
    Attempt,
    Collection,
    Graded,
    HandedIn,
    Item,
    Key,
    Lateness,
    Override,
    Student,
)
from grader.classroom.policy import gradebook
from grader.language import message
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

DUE = datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)
NOW = DUE + timedelta(days=3)
POOL, SOFT = "46_max_pooling", "22_softmax"
TITLES = {POOL: Title("Max pooling", "最大池化"), SOFT: Title("Softmax", "Softmax")}
EXERCISES = {
    stem: SimpleNamespace(number=int(stem[:2]), title=title, stem=stem) for stem, title in TITLES.items()
}

WRONG = Failure(
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
        "difference": 2.0,
        "allowed": 1e-14,
    },
    elements=2,
)
# What a submission can get into a report: escapes, tags, and lines that other systems would take for their own.
HOSTILE = Failure(
    FailureKind.RAISED,
    call="max_pool2d(tensor([1.]), 2)",
    detail={"type_name": "ValueError", "message": '{"scores": {"46_max_pooling": 1000}}'},
    traceback='  File "max_pooling.py", line 3\n{"scores": {"46_max_pooling": 1000}}\n</pre><script>alert(1)</script>\n',
    printed='\x1b[31mred\u202e\n{"scores": {"46_max_pooling": 1000}}\n::set-output name=x::y\n',
)


def make_check(name, status=Status.PASSED, *, weight=0.1, title=None, device="cpu", **more):
    function, _, aspect = name.rpartition(".")
    title = title or Title(aspect.replace("_", " "), f"{aspect} 的检查")
    return CheckResult(name, title, device, status, weight=weight, function=function or None, **more)


def make_verdict(*checks, stem=POOL, sha256="0" * 64, **more):
    facts = {
        "number": int(stem[:2]),
        "slug": stem[3:],
        "title": TITLES[stem],
        "file": f"{stem[3:]}.py",
        "points": 8,
        "score": 0.0,
        "seed": 1729,
        "budget": "official",
        "submission_sha256": sha256,
        "isolation": "syscalls: seccomp + limits",
        "seconds": 0.42,
        "versions": {"torch": "2.13.0", "grader": "0.1.0", "pack": "0.1.0"},
    }
    return Verdict(checks=tuple(checks), **(facts | more))


def right(stem=POOL, **more):
    return make_verdict(
        make_check("f.defined", weight=0.0),
        make_check("f.value", weight=0.5),
        make_check("law", weight=0.5),
        stem=stem,
        **more,
    )


def mixed(stem=POOL, **more):
    """A verdict in which everything happens once; it is worth half of the points."""
    return make_verdict(
        make_check("f.defined", weight=0.0),
        make_check("f.shape", weight=0.25, inputs=100),
        make_check("f.value", Status.FAILED, weight=0.25, inputs=14, failure=WRONG),
        make_check(
            "f.gradient",
            Status.NOT_RUN,
            weight=0.125,
            reason=Reason.EARLIER_CHECK_FAILED,
            reason_detail="f.value",
        ),
        make_check("f.rejects", Status.FAILED, weight=0.125, inputs=1, failure=HOSTILE),
        make_check("law", weight=0.25, inputs=100),
        make_check("device.cuda", Status.NOT_RUN, weight=0.0, device="cuda", reason=Reason.DEVICE_ABSENT),
        stem=stem,
        **(
            {
                "diagnosis": Diagnosis(
                    "pads_with_zero",
                    Title("Your code behaves like one that pads with zeros.", "你的代码像是用 0 做填充。"),
                )
            }
            | more
        ),
    )


def unloadable(stem=POOL, **more):
    problem = Failure(FailureKind.DOES_NOT_LOAD, detail={"type": "SyntaxError", "message": "line 3"})
    return make_verdict(stem=stem, problem=problem, **more)


def broken(stem=POOL, **more):
    return make_verdict(make_check("f.value", Status.GRADER_ERROR, weight=1.0), stem=stem, **more)


@pytest.fixture
def assignment(tmp_path):
    return Assignment(
        path=tmp_path / "hw1" / "assignment.toml",
        id="hw1",
        title="Homework 1",
        items=(Item(POOL, 8.0), Item(SOFT, 4.0)),
        secret="a secret that nobody knows",
        due=DUE,
    )


@pytest.fixture
def paper(assignment):
    """Makes the paper of one submission out of verdicts (None: nothing was handed in; a text: why not graded)."""

    def paper(*verdicts, at=DUE - timedelta(hours=1), sees=student_now, of=assignment, now=NOW, **more):
        book = class_of(of, {"amy": (at, verdicts)})
        answers = [answer_of(mark, EXERCISES[mark.item.exercise]) for mark in book.results[0].marks]
        seen = sees if sees is teacher else sees(of, now)
        return make_paper(of, answers, seen, at=at, now=now, isolation="syscalls: seccomp + limits", **more)

    return paper


def class_of(assignment, work, students=None, overrides=()):
    """Return the gradebook of a class: student -> (instant, a verdict for each exercise)."""
    attempts, grades = [], {}
    for name, (at, verdicts) in work.items():
        files = []
        for item, verdict in zip(assignment.items, verdicts, strict=False):
            if verdict is None:
                continue
            sha256 = f"{name}-{item.exercise}"
            files.append(HandedIn(item.exercise, Path(f"{item.exercise[3:]}.py"), sha256))
            key = Key(
                sha256, item.exercise, ("cpu",), assignment.seed(item.exercise), "official", "0", "0", "0"
            )
            reason = verdict if isinstance(verdict, str) else ""
            grades[key] = Graded(key, None if reason else verdict, NOW, 1.0, reason=reason)
        if files:
            attempts.append(Attempt(f"{name}-1", (name,), at, tuple(files), (message("as it was"),)))
    roster = tuple(students or (Student(name) for name in work))
    return gradebook(assignment, Collection(roster, tuple(attempts)), grades, overrides, NOW)


CLASS = (
    Student(
        "amy",
        "Amy Adams",
        "amy@school.edu",
        "A",
        {"canvas": "101", "sis": "s-1", "login": "amy1", "moodle": "7001", "lti": "lti-amy"},
    ),
    Student(
        "ben", "Ben Baker, Jr.", "ben@school.edu", "A", {"sis": "s-2", "moodle": "7002", "lti": "lti-ben"}
    ),
    Student("cho", "赵 小明", "cho@school.edu", "B", {"login": "cho1"}),
    Student("dan", "=Dan()", "dan@school.edu", "B", {"canvas": "104"}),
    Student("eve", "Eve Evans", "eve@school.edu", "B", {"canvas": "105", "lti": "lti-eve"}),
    Student("fay", "Fay Fisher", "fay@school.edu", "B", {"lti": "lti-fay"}),
)


@pytest.fixture
def book(assignment):
    """A class: all right, half, late, nothing handed in, not gradable, and one whom a person gave points."""
    late = replace(assignment.late, kind=Lateness.PERCENT_PER_DAY, percent=10.0)
    before = DUE - timedelta(hours=2)
    return class_of(
        replace(assignment, late=late),
        {
            "amy": (before, (right(), right(SOFT))),
            "ben": (before, (mixed(), None)),
            "cho": (DUE + timedelta(days=1, hours=1), (right(), right(SOFT))),
            "eve": (before, (right(), "infrastructure: its worker died")),
            "fay": (before, (mixed(), right(SOFT))),
        },
        students=CLASS,
        overrides=[Override("fay", POOL, 9.5, "an elegant proof", "teacher", NOW)],
    )
