"""A kit on disk, a clock that tests set, and a small pack."""

import itertools
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.classroom.screen.candidates import read_candidates
from grader.classroom.screen.entries import Claim
from grader.classroom.screen.kit import FILE, Kit, answer_name, written
from grader.classroom.screen.log import AttemptLog
from grader.classroom.screen.making import kit_files, kit_of
from grader.classroom.screen.packing import pack
from grader.classroom.screen.screening import new_screening, with_candidates
from grader.classroom.screen.zips import zipped
from grader.packs import all_exercises, find_packs

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


EXERCISES = {exercise.stem: exercise for exercise in all_exercises(find_packs())}


def screening_of(folder, *names, budget="official", minutes=90):
    """Make a take-home of two exercises for candidates with these names."""
    screening = new_screening(folder / "screen.toml", "Take-home", [EXERCISES[s] for s in STEMS], minutes)
    screening = replace(screening, assignment=replace(screening.assignment, budget=budget))
    return with_candidates(screening, read_candidates(names, "en", NOON - timedelta(days=1)))


class Candidate:
    """A candidate at work in a kit: every save is graded, and the clock goes on."""

    def __init__(self, screening, candidate, folder):
        self.clocks = Clocks()
        self.kit = replace(kit_of(screening, candidate), folder=folder)
        for name, contents in kit_files(self.kit, EXERCISES).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(contents)
        self.log = self.clocks.log(self.kit)

    def begin(self):
        self.log.begin({"grader": "0.1.0"})
        return self

    def write(self, stem, text, *, after=10, claim=FAILED):
        """Write an answer and grade it, `after` minutes of work; without a claim it is only saved."""
        self.clocks.pass_by(after)
        source = text.read_bytes() if isinstance(text, Path) else text.encode()
        self.kit.answer(stem).write_bytes(source)
        if claim is not None:
            self.log.attempted(stem, source, claim)
        return self

    def pack(self, *, after=1):
        self.clocks.pass_by(after)
        path = self.kit.folder / f"{self.kit.candidate}-answers.zip"
        path.write_bytes(pack(self.kit, self.log).archive)
        return path


@pytest.fixture
def screening(tmp_path):
    return screening_of(tmp_path, "Ada", "Grace", "王小明")


@pytest.fixture
def at_work(screening, tmp_path):
    """Return a candidate of the take-home at work, by position."""

    def at_work(position):
        candidate = screening.candidates[position]
        return Candidate(screening, candidate, tmp_path / "kits" / candidate.id)

    return at_work


def altered(archive, **changes):
    """Return the path of a copy of an archive in which members, by the word in their name, are changed or left out."""
    with zipfile.ZipFile(archive) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    for word, change in changes.items():
        (name,) = (name for name in files if word in name)
        if change is None:
            del files[name]
        else:
            files[name] = change(files[name]) if callable(change) else change
    copy = archive.with_name(f"altered-{archive.name}")
    copy.write_bytes(zipped(files))
    return copy
