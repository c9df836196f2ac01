"""A class made by hand, executors that only pretend to grade, and one that does."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.classroom.executor import Begun, Died, Finished, LocalExecutor, Place
from grader.classroom.executor.jobs import INFRASTRUCTURE
from grader.classroom.grading import Grading
from grader.classroom.ledger import Ledger
from grader.classroom.model import Assignment, Attempt, Collection, HandedIn, Item, Student
from grader.language import message
from grader.report.data import verdict_to_data
from grader.verdict import CheckResult, Status, Title, Verdict

PACK = Path(__file__).parent / "pack"
OPENS = datetime(2026, 3, 1, tzinfo=UTC)
HERE = Place(
    grader="1.0",
    torch="2.13.0",
    devices=("cpu",),
    absent={"cuda": "no driver"},
    isolation="limits: limits",
    level="limits",
    lacking=message("Install {package}.", package="libseccomp2"),
)

RIGHT = "def double(x):\n    return x + x\n"
NEGATES = "def negate(x):\n    return -x\n"
TRIPLES = "def double(x):\n    return 3 * x\n"


def make_assignment(folder, **more):
    """Return an assignment of the two exercises of the little pack, in a folder."""
    facts = {
        "path": folder / "assignment.toml",
        "id": "hw1",
        "title": "Homework 1",
        "items": (Item("01_double", 2.0), Item("02_negate", 2.0)),
        "secret": "the secret of these tests",
        "budget": "practice",
        "pack": PACK,
    }
    return Assignment(**facts | more)


def make_attempt(folder, id_, students, sources, hours=0):
    """Return an attempt whose files, exercise -> source, are written below a folder."""
    files = []
    for exercise, source in sources.items():
        path = folder / "collected" / id_ / f"{exercise}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        files.append(HandedIn(exercise, path, hashlib.sha256(source.encode()).hexdigest()))
    return Attempt(id_, tuple(students), OPENS + timedelta(hours=hours), tuple(files))


def make_collection(folder, handed_in):
    """Return what a class handed in, each once: student -> exercise -> source."""
    attempts = [make_attempt(folder, name, [name], sources) for name, sources in handed_in.items()]
    return Collection(tuple(Student(name) for name in handed_in), tuple(attempts))


def make_verdict(job, status=Status.PASSED):
    """Return a verdict with one check."""
    check = CheckResult("right", Title("right", "对"), "cpu", status, weight=1.0)
    return Verdict(
        number=1,
        slug=job.exercise,
        title=Title("Double", "加倍"),
        file=job.filename,
        points=2.0,
        score=2.0 * (status is Status.PASSED),
        seed=job.seed,
        budget=job.budget,
        checks=(check,),
        submission_sha256=hashlib.sha256(job.source).hexdigest(),
        isolation="full",
        seconds=0.1,
        versions={},
    )


class Pretender:
    """An executor that gives every job a verdict: a source says by itself which, unless `verdicts` knows better."""

    def __init__(self, place=HERE):
        self.place = place
        self.jobs = []
        self.verdicts = {}
        self.interrupt_after = None

    def survey(self, pack, exercises, devices):
        return self.place

    def run(self, jobs):
        for number, job in enumerate(jobs):
            self.jobs.append(job)
            yield Begun(job, "one")
            if b"kills" in job.source:
                yield Died(job, "one", "SIGSEGV")
                job = replace(job, alone=True)
                yield Begun(job, "two")
                yield Died(job, "two", "SIGSEGV")
                yield Finished(job, None, INFRASTRUCTURE, 0.1, "two")
            else:
                if number == self.interrupt_after:
                    raise KeyboardInterrupt
                status = Status.FAILED if b"wrong" in job.source else Status.PASSED
                status = Status(self.verdicts.get(job.source, status))
                yield Finished(job, verdict_to_data(make_verdict(job, status)), "", 0.1, "one")

    def close(self):
        pass


@pytest.fixture(scope="session")
def made():
    return SimpleNamespace(
        assignment=make_assignment,
        attempt=make_attempt,
        collection=make_collection,
        Pretender=Pretender,
        HERE=HERE,
        PACK=PACK,
        RIGHT=RIGHT,
        NEGATES=NEGATES,
        TRIPLES=TRIPLES,
    )


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        yield ledger


@pytest.fixture
def grading_of(tmp_path, ledger):
    """Return the grading of what a class handed in, with the executor that pretends."""

    def make(handed_in, place=HERE, **more):
        attempts = handed_in if isinstance(handed_in, Collection) else make_collection(tmp_path, handed_in)
        return Grading(make_assignment(tmp_path, **more), attempts, ledger, place)

    return make


@pytest.fixture(scope="session")
def executor():
    """Two real workers, for all tests of a session."""
    executor = LocalExecutor(workers=2)
    yield executor
    executor.close()
