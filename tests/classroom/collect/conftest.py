"""A class that was made up, the exercises of its assignment, and a way to collect files that a test writes down."""

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.classroom.assignment import read_assignment
from grader.classroom.collect import collect, read_roster
from grader.classroom.collect.exercises import Exercises
from grader.packs import built_in_root, read_pack

_spec = importlib.util.spec_from_file_location("made_class", Path(__file__).parent.parent / "made_class.py")
made_class = importlib.util.module_from_spec(_spec)
sys.modules["made_class"] = made_class
_spec.loader.exec_module(made_class)

ASSIGNED = ("46_max_pooling", "47_average_pooling", "50_softmax")


@pytest.fixture(scope="session")
def made():
    """The module that makes up classes."""
    return made_class


@pytest.fixture(scope="session")
def pack():
    return read_pack(built_in_root(), "torchgrade")


@pytest.fixture(scope="session")
def exercises(pack):
    known = {exercise.stem: exercise for exercise in pack.exercises.values()}
    return Exercises({name: known[name] for name in ASSIGNED}, known.values())


@pytest.fixture(scope="session")
def assignment(tmp_path_factory):
    return read_assignment(made_class.write_assignment(tmp_path_factory.mktemp("hw"), ASSIGNED))


@dataclass(frozen=True)
class Outcome:
    """What a collection came to, in a form that tests can compare."""

    collected: object

    @property
    def students(self):
        return [student.id for student in self.collected.collection.students]

    @property
    def attempts(self):
        return self.collected.collection.attempts

    @property
    def taken(self):
        """Students of an attempt -> exercise -> what was taken."""
        return {
            "+".join(attempt.students): {file.exercise: file.path.read_bytes() for file in attempt.files}
            for attempt in self.attempts
        }

    @property
    def said(self):
        """Every note in English."""
        collection = self.collected.collection
        notes = [*collection.notes, *(note for attempt in self.attempts for note in attempt.notes)]
        return "\n".join(note.in_language("en") for note in notes)

    @property
    def open(self):
        return "\n".join(note.in_language("en") for note in self.collected.open)

    @property
    def layout(self):
        return self.collected.layouts[0][1].in_language("en")


@pytest.fixture
def collected(tmp_path, assignment):
    """Writes files and a roster, or takes a source as it is, and collects."""

    def run(files, roster=None, *, name="submissions", **options):
        source = files
        if isinstance(files, dict):
            source = tmp_path / name
            for path, data in files.items():
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                (source / path).write_bytes(data if isinstance(data, bytes) else data.encode())
        if roster is not None:
            (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
            options["roster"] = read_roster(tmp_path / "roster.csv")
        store = tmp_path / "store"
        store.mkdir(exist_ok=True)
        return Outcome(collect(options.pop("assignment", assignment), [source], store, **options))

    return run
