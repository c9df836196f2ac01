"""An assignment, attempts and verdicts, made by hand as short as they can be said."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.classroom.model import (
    Assignment,
    Attempt,
    Collection,
    Graded,
    HandedIn,
    Item,
    Key,
    Override,
    Student,
)
from grader.verdict import CheckResult, Failure, FailureKind, Status, Title, Verdict

DUE = datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)
EXERCISE = "03_double"
SECRET = "the secret of these tests"


def assignment(**more):
    facts = {
        "path": Path("/hw1/assignment.toml"),
        "id": "hw1",
        "title": "Homework 1",
        "items": (Item(EXERCISE, 10.0),),
        "secret": SECRET,
        "due": DUE,
    }
    return Assignment(**facts | more)


def check(id_, status=Status.PASSED, weight=0.5, *, kind=FailureKind.WRONG_VALUE, **more):
    function, _, aspect = id_.rpartition(".")
    if status is Status.FAILED and "failure" not in more:
        more["failure"] = Failure(kind, call=f"{id_}(3)", expected="6", actual="5")
    facts = {"device": "cpu", "function": function or None} | more
    return CheckResult(id_, Title(f"about {aspect}", f"关于 {aspect}"), status=status, weight=weight, **facts)


def share(passed):
    """Return two checks of which `passed`, a share from 0 to 1, is won."""
    return (
        check("double.value", Status.PASSED, weight=passed),
        check("double.shape", Status.FAILED, weight=1 - passed),
    )


def verdict(*checks, **more):
    facts = {
        "number": 3,
        "slug": "double",
        "title": Title("Doubling", "加倍"),
        "file": "/home/teacher/hw1/collected/ada/double.py",
        "points": 4.0,
        "score": 0.0,
        "seed": assignment().seed(EXERCISE),
        "budget": "official",
        "checks": checks,
        "submission_sha256": "0" * 64,
        "isolation": "full",
        "seconds": 1.0,
        "versions": {"grader": "0", "torch": "2"},
    }
    return Verdict(**facts | more)


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def attempt(id_, *students, text=None, at=None, hours=None, exercises=(EXERCISE,)):
    """Return an attempt so many hours after it was due; `text` is what the file holds, by default its own name."""
    if hours is not None:
        at = DUE + timedelta(hours=hours)
    files = tuple(HandedIn(each, Path(f"{id_}.py"), sha(text or id_)) for each in exercises)
    return Attempt(id_, students, at, files)


def graded(told, text, result, *, exercise=EXERCISE, at=DUE, **more):
    """Return the row of a ledger: `result` is a share of the points, a verdict, or the reason why there is none."""
    facts = {
        "sha256": sha(text),
        "exercise": exercise,
        "devices": ("cpu",),
        "seed": told.seed(exercise),
        "budget": told.budget,
        "grader": "1",
        "pack": "1",
        "torch": "2",
    }
    key = Key(**facts | more)
    if isinstance(result, str):
        return Graded(key, None, at, 1.0, reason=result)
    return Graded(key, result if isinstance(result, Verdict) else verdict(*share(result)), at, 1.0)


def collection(*attempts, students=()):
    names = dict.fromkeys([*students, *(name for each in attempts for name in each.students)])
    return Collection(tuple(Student(name) for name in names), attempts)


def override(score, student="ada", *, exercise=EXERCISE, at=DUE):
    return Override(student, exercise, score, "talked about it", "teacher", at)


def contract(name):
    return f'''"""What must hold for {name}: the contract's own words."""

from hypothesis import strategies as st

from grader.contract import Contract, call

contract = Contract(bans=["max_pool"])


@contract.function(st.integers(1, 3).map(call))
def {name}(x):
    """is twice the truth
    zh: 加倍
    """
    return 2 * x  # the truth of the contract
'''


def write_exercise(root, stem):
    """Write an exercise of which every file but the stub and the statements has words of its own."""
    slug = stem.partition("_")[2]
    exercise, solutions = root / "exercises" / stem, root / "solutions" / stem
    statement = "## Task\n\nWhat is it?\n\n![a picture](picture.svg) and ![another](drawing.png)\n"
    files = {
        exercise
        / f"{slug}.py": f'def {slug}(x):\n    raise NotImplementedError("{slug} is yours to write")\n',
        exercise / "contract.py": contract(slug),
        exercise / "question.md": "---\ntitle: "
        f"{slug.title()}\ntopic: tensors\nlevel: 1\npoints: 4\nprerequisites: []\n---\n{statement}",
        exercise / "question.zh.md": f"---\ntitle: 题 {slug}\n---\n## 任务\n\n什么？\n",
        exercise / "hints.md": "1. the first of the hints of this exercise\n",
        exercise / "hints.zh.md": "1. 这道题的第一条提示，只给练习的人看\n",
        exercise / "picture.svg": "<svg/>",
        exercise / "notes.txt": "notes of the author that nobody else reads\n",
        solutions / f"{slug}.py": f"def {slug}(x):\n    return x + x  # the worked solution of it\n",
        solutions
        / "alternate"
        / "other.py": f"def {slug}(x):\n    return sum([x, x])  # another way to do it\n",
        solutions
        / "wrong"
        / "adds_one.py": '"""\nen: It adds one, which is a mistake.\nzh: 多加了一。\n"""\n\n'
        f'CAUGHT_BY = "{slug}.value"\n\n\ndef {slug}(x):\n    return 2 * x + 1  # the wrong way to do it\n',
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    """A pack of two exercises, with contracts that can be loaded."""
    root = tmp_path_factory.mktemp("packs") / "school"
    for stem in ("03_double", "07_halve"):
        write_exercise(root, stem)
    return root


@pytest.fixture(scope="session")
def make():
    """The makers of this file."""
    return SimpleNamespace(
        DUE=DUE,
        EXERCISE=EXERCISE,
        SECRET=SECRET,
        assignment=assignment,
        attempt=attempt,
        check=check,
        collection=collection,
        graded=graded,
        override=override,
        sha=sha,
        verdict=verdict,
    )
