"""One room for all tests of the sandbox, and submissions that are closed again."""

from __future__ import annotations

import textwrap

import pytest

from grader.sandbox import Limits, Room


@pytest.fixture(scope="session")
def room():
    with Room() as room:
        room.wait_ready()
        yield room


@pytest.fixture
def admit(room):
    admitted = []

    def admit(source, *, scratch=False, **limits):
        text = textwrap.dedent(source)
        submission = room.admit(text.encode(), "answer.py", Limits(**limits), scratch=scratch)
        admitted.append(submission)
        return submission

    yield admit
    for submission in admitted:
        submission.close()


@pytest.fixture
def learn(admit):
    """Return the learner's namespace of a source."""
    return lambda source, *, device="cpu", **more: admit(source, **more).learner(device)
