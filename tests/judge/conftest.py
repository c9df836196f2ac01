"""One room and one judge for all tests of the judge."""

import pytest

from grader.judge import Judge
from grader.packs import all_exercises, find_packs
from grader.sandbox import Room


@pytest.fixture(scope="session")
def room():
    with Room() as room:
        yield room


@pytest.fixture(scope="session")
def judge(room):
    return Judge(room)


@pytest.fixture(scope="session")
def exercises():
    return {e.number: e for e in all_exercises(find_packs())}


@pytest.fixture
def grade(judge, exercises):
    def grade(number, source, **options):
        text = source.read_bytes() if hasattr(source, "read_bytes") else source.encode()
        return judge.grade(exercises[number], text, "submission.py", **{"seed": 1, **options})

    return grade
