"""A take-home as its interviewer keeps it: `screen.toml`, and what follows from its secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from grader import __version__
from grader.classroom.model import Assignment, Item
from grader.language import LANGUAGES, Message, Problem, message
from grader.packs import Exercise

FILE = "screen.toml"
FORMAT = 1
# Short enough to be read aloud. Official seeds have 48 bits, so that the two never meet.
PRACTICE_SEEDS = 1_000_000
BUDGETS = ("practice", "official")

_HEAD = """\
# A take-home. Keep this file to yourself: the official questions follow from its secret.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate: `id` names the kit, `language` is that of its texts, `made` when the kit was made (UTC)."""

    id: str
    name: str
    language: str
    made: datetime
    email: str = ""


@dataclass(frozen=True, slots=True)
class Screening:
    """What `screen.toml` says.

    Args:
        assignment: the exercises, and how they are graded officially.
        minutes: how long a candidate has, from the first entry of the log on.
        candidates: who has a kit.
        grader: the version of the grader that the kits were made with.
    """

    assignment: Assignment
    minutes: int
    candidates: tuple[Candidate, ...] = ()
    grader: str = __version__

    def kit(self, candidate: Candidate) -> str:
        """Return the id of a candidate's kit: 32 hexadecimal digits, which say nothing about the secret."""
        return self._derived("kit", candidate.id).hex()[:32]

    def practice_seed(self, candidate: Candidate) -> int:
        """Return the seed of a candidate's practice questions."""
        return int.from_bytes(self._derived("practice", candidate.id)[:6], "big") % PRACTICE_SEEDS

    def order(self, candidate: Candidate) -> tuple[str, ...]:
        """Return the names of the exercises' folders in the order of a candidate's kit."""
        stems = [item.exercise for item in self.assignment.items]
        return tuple(sorted(stems, key=lambda stem: self._derived(f"order of {stem}", candidate.id)))

    def candidate_of(self, kit: str) -> Candidate | None:
        """Return whose kit has this id."""
        return next((each for each in self.candidates if self.kit(each) == kit), None)

    def _derived(self, purpose: str, candidate: str) -> bytes:
        secret = self.assignment.secret.encode()
        return hmac.digest(secret, f"{purpose}\0{candidate}".encode(), hashlib.sha256)


def new_screening(path: Path, title: str, exercises: Sequence[Exercise], minutes: int) -> Screening:
    """Return a screening without candidates, with a fresh secret."""
    items = tuple(Item(exercise.stem, exercise.points) for exercise in exercises)
    assignment = Assignment(path, secrets.token_hex(8), title, items, secrets.token_hex(32))
    return Screening(assignment, minutes)


def with_candidates(screening: Screening, more: Sequence[Candidate]) -> Screening:
    """Return the screening with `more` candidates after those that it has."""
    return replace(screening, candidates=(*screening.candidates, *more))


def written(screening: Screening) -> bytes:
    """Return the file `screen.toml`."""
    import tomlkit

    assignment = screening.assignment
    document = tomlkit.parse(_HEAD)
    document["format"] = FORMAT
    document["id"] = assignment.id
    document["title"] = assignment.title
    document["secret"] = assignment.secret
    document["exercises"] = [item.exercise for item in assignment.items]
    document["minutes"] = screening.minutes
    document["budget"] = assignment.budget
    document["isolation"] = assignment.isolation
    document["devices"] = list(assignment.devices)
    document["grader"] = screening.grader
    tables = tomlkit.aot()
    for candidate in screening.candidates:
        table = tomlkit.table()
        for name in ("id", "name", "email", "language", "made"):
            table[name] = getattr(candidate, name)
        tables.append(table)
    if screening.candidates:
        document["candidates"] = tables
    return tomlkit.dumps(document).encode()


def find_screening(given: Path | None) -> Path:
    """Return where `screen.toml` lies: in the folder given, or the nearest one from here upwards.

    Raises Problem where there is none.
    """
    if given is not None:
        path = given / FILE if given.is_dir() else given
        if path.is_file():
            return path
        raise Problem(
            message("There is no {file} at {path}.", file=FILE, path=given),
            message("Give the folder that `grade screen new` made."),
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    raise Problem(
        message("There is no {file} here.", file=FILE),
        message("Go to the folder that `grade screen new` made, or name it with --screen FOLDER."),
    )


def read_screening(path: Path, exercises: Sequence[Exercise]) -> Screening:
    """Read `screen.toml`. Raises Problem that names the key and what it must be.

    Args:
        path: the file.
        exercises: those that are there; the points of the items come from them.
    """
    try:
        data = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Check that you may read it."),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(
            message("{path} is no TOML: {reason}.", path=path, reason=error),
            message("Mend the line, or put the file back from a copy."),
        ) from error
    read = _Reader(path, data)
    if data.get("format") != FORMAT:
        raise read.wrong(
            "format", message("{format}, as this version of the grader writes it", format=FORMAT)
        )
    by_stem = {exercise.stem: exercise for exercise in exercises}
    stems = read.texts("exercises")
    for stem in stems:
        if stem not in by_stem:
            raise read.wrong("exercises", message("names of folders of exercises; {stem} is none", stem=stem))
    if not stems or len(set(stems)) != len(stems):
        raise read.wrong("exercises", message("at least one exercise, and each once"))
    minutes = data.get("minutes")
    if type(minutes) is not int or minutes < 1:
        raise read.wrong("minutes", message("a whole number above 0"))
    assignment = Assignment(
        path,
        read.text("id"),
        read.text("title"),
        tuple(Item(stem, by_stem[stem].points) for stem in stems),
        read.text("secret"),
        tuple(read.texts("devices")),
        read.one_of("budget", BUDGETS),
        read.text("isolation", empty=True),
    )
    return Screening(assignment, minutes, _candidates(path, data, read), read.text("grader"))


def _candidates(path: Path, data: Mapping[str, Any], file: _Reader) -> tuple[Candidate, ...]:
    tables = data.get("candidates", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise file.wrong("candidates", message("tables [[candidates]]"))
    candidates = []
    for table in tables:
        read = _Reader(path, table)
        made = table.get("made")
        if not isinstance(made, datetime) or made.tzinfo is None:
            raise read.wrong("made", message("an instant with its time zone, like 2026-11-20T09:00:00Z"))
        candidates.append(
            Candidate(
                read.text("id"),
                read.text("name"),
                read.one_of("language", LANGUAGES),
                made,
                read.text("email", empty=True),
            )
        )
    if len({candidate.id for candidate in candidates}) != len(candidates):
        raise file.wrong("candidates", message("tables [[candidates]], each with an id of its own"))
    return tuple(candidates)


class _Reader:
    """Reads the keys of one table, and says which one is wrong."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self.path = path
        self.data = data

    def text(self, key: str, *, empty: bool = False) -> str:
        value = self.data.get(key, "" if empty else None)
        if not isinstance(value, str) or not (empty or value.strip()):
            raise self.wrong(key, message("a text"))
        return value

    def texts(self, key: str) -> list[str]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(key, message("a list of texts"))
        return value

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.wrong(key, message("one of {names}", names=", ".join(allowed)))
        return value

    def wrong(self, key: str, wanted: Message) -> Problem:
        return Problem(
            message("{path}: “{key}” is {value!r}.", path=self.path, key=key, value=self.data.get(key)),
            message("It must be {wanted}.", wanted=wanted),
        )
