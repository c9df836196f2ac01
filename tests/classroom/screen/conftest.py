"""A kit on disk, a clock that tests set, and a small pack."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.classroom.screen.entries import Claim
from grader.classroom.screen.kit import FILE, Kit, answer_name, written
from grader.classroom.screen.log import AttemptLog

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEMS = ("50_softmax", "52_versions_and_conflicts")
FAILED = Claim("failed", 2.0, 8.0, 3, 4, "17", "practice")
PASSED = Claim("passed", 8.0, 8.0, 9, 0, "17", "practice")


class Clocks:
    """Both clocks of a candidate's computer."""

    def __init__(self):
        self.at = NOON
        self.steady = 1000.0

    def pass_by(self, minutes):
        self.at += timedelta(minutes=minutes)
        self.steady += 60 * minutes

    def log(self, kit):
        return AttemptLog(kit, lambda: self.at, lambda: self.steady)


@pytest.fixture
def clocks():
    return Clocks()


@pytest.fixture
def make_kit(tmp_path):
    count = itertools.count()

    def make_kit(**changes):
        folder = tmp_path / f"kit-{next(count)}"
        for stem in STEMS:
            path = folder / answer_name(stem)
            path.parent.mkdir(parents=True)
            path.write_text("def stub():\n    raise NotImplementedError\n", encoding="utf-8")
        kit = Kit(folder, "a" * 32, "ada", "Ada", "Take-home", "en", 90, STEMS, 17, "0.1.0")
        kit = replace(kit, **changes)
        (folder / FILE).write_bytes(written(kit))
        return kit

    return make_kit


@pytest.fixture
def kit(make_kit):
    return make_kit()


@pytest.fixture
def log(kit, clocks):
    return clocks.log(kit)


@pytest.fixture
def work(kit, log, clocks):
    """Begin, try twice, and return the log."""

    def work(attempts=2):
        log.begin({"grader": "0.1.0"})
        for number in range(attempts):
            clocks.pass_by(10)
            source = f"def softmax(x):\n    return {number}\n".encode()
            Path(kit.answer(STEMS[0])).write_bytes(source)
            log.attempted(STEMS[0], source, FAILED if number + 1 < attempts else PASSED)
        return log

    return work
