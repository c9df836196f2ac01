"""A small pack, a judge that only counts what it is asked, and a way to run commands."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from grader.cli import run
from grader.sandbox import levels
from grader.verdict import CheckResult, Failure, FailureKind, Status, Title, Verdict

STUB = 'def double(x):\n    raise NotImplementedError("double is yours to write")\n'


def write_exercise(root, stem, *, topic="tensors", prerequisites="[]", title="Doubling", zh="加倍"):
    slug = stem.partition("_")[2]
    exercise, solutions = root / "exercises" / stem, root / "solutions" / stem
    for folder in (exercise, solutions):
        folder.mkdir(parents=True)
    (exercise / f"{slug}.py").write_text(STUB, encoding="utf-8")
    (exercise / "contract.py").write_text("", encoding="utf-8")
    (exercise / "question.md").write_text(
        f"---\ntitle: {title}\ntopic: {topic}\nlevel: 1\npoints: 4\nprerequisites: {prerequisites}\n---\n"
        "## The question\n\nWhat is twice x?\n",
        encoding="utf-8",
    )
    for name, step in (("hints.md", "Step {} of {}"), ("hints.zh.md", "{1} 的第 {0} 步")):
        steps = [f"{number}. {step.format(number, slug)}\n   and more" for number in (1, 2, 3)]
        (exercise / name).write_text("\n".join(steps), encoding="utf-8")
    (exercise / "question.zh.md").write_text(
        f"---\ntitle: {zh}\n---\n## 问题\n\nx 的两倍是多少？\n", encoding="utf-8"
    )
    (solutions / f"{slug}.py").write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")


@pytest.fixture
def pack(tmp_path):
    root = tmp_path / "school"
    write_exercise(root, "03_double")
    write_exercise(root, "07_double_twice", prerequisites="[3]", title="Doubling twice", zh="加倍两次")
    write_exercise(root, "12_halve", topic="losses", title="Halving", zh="减半")
    return root


@pytest.fixture
def here(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GRADE_LANG", "en")
    # What the real exercises are called must not matter here.
    monkeypatch.setattr("grader.packs.discovery.built_in_root", lambda: tmp_path / "nowhere")
    return folder


class Judge:
    """Passes what contains the word "right", breaks on "broken", and writes down what it was asked."""

    def __init__(self):
        self.asked = []
        self.rooms_open = 0

    def grade_submission(self, exercise, source, filename, room, *, seed, budget, devices, recalled=None):
        self.asked.append(SimpleNamespace(**locals()))
        if b"interrupt" in source:
            raise KeyboardInterrupt
        if b"explode" in source:
            raise ZeroDivisionError("the judge fell over")
        status = Status.FAILED
        if b"right" in source:
            status = Status.PASSED
        if b"broken" in source:
            status = Status.GRADER_ERROR
        kind = FailureKind.NOT_IMPLEMENTED if b"NotImplementedError" in source else FailureKind.WRONG_VALUE
        failure = Failure(kind, call="double(3)", expected="6", actual="5")
        check = CheckResult(
            "double.value",
            Title("double is twice its input", "double 是输入的两倍"),
            "cpu",
            status,
            weight=1.0,
            function="double",
            inputs=5,
            failure=failure if status is Status.FAILED else None,
        )
        return Verdict(
            number=exercise.number,
            slug=exercise.slug,
            title=exercise.title,
            file=filename,
            points=exercise.points,
            score=exercise.points if status is Status.PASSED else 0.0,
            seed=seed,
            budget=budget,
            checks=(check,),
            submission_sha256="0" * 64,
            isolation="process only",
            seconds=0.1,
            versions={"grader": "0"},
        )


@pytest.fixture
def judge(monkeypatch):
    judge = Judge()

    class Room:
        def __init__(self, isolation="process"):
            judge.least = isolation

        def require(self, profile="strict"):
            if judge.least == "full":
                raise levels.IsolationError("full", self.isolation_of(profile))

        def isolation_of(self, profile):
            return levels.Isolation("syscalls", "", levels.NO_BUBBLEWRAP)

        def __enter__(self):
            judge.rooms_open += 1
            return self

        def __exit__(self, *_):
            judge.rooms_open -= 1

    for name, contents in {
        "grader.sandbox": {"Room": Room, "IsolationError": levels.IsolationError},
        "grader.judge": {"grade_submission": judge.grade_submission},
        "grader.devices": {
            "find_devices": lambda: [
                SimpleNamespace(name="cpu", available=True, reason="", dtypes=("float64",), detail=""),
                SimpleNamespace(name="cuda", available=False, reason="no driver", dtypes=(), detail=""),
            ]
        },
    }.items():
        module = ModuleType(name)
        vars(module).update(contents)
        monkeypatch.setitem(sys.modules, name, module)
    return judge


@pytest.fixture
def grade(capfd, pack, here):
    """Runs a command on the small pack; gives back its status, output and errors."""

    def grade(*arguments):
        status = run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return SimpleNamespace(status=status, out=captured.out, err=captured.err)

    return grade
