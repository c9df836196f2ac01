"""Reads assignment.toml: what a teacher wrote, as an `Assignment`, or everything that is wrong with it at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from grader.classroom.fields import Table
from grader.classroom.items import read_items, read_rules
from grader.classroom.model import Assignment
from grader.classroom.publication import is_published
from grader.classroom.schedule import read_schedule
from grader.classroom.toml import Document
from grader.language import LANGUAGES, Problem, message
from grader.packs import BUILT_IN, Exercise, Pack, built_in_root, find_packs, read_pack

FILE = "assignment.toml"
# The words of grader.judge and grader.sandbox, repeated here because reading an assignment imports no torch.
BUDGETS = ("practice", "official")
LEVELS = ("process", "limits", "syscalls", "full")

SHORTEST_SECRET = 16
_ID = re.compile(r"\w[\w.-]*")
_DEVICE = re.compile(r"[a-z][a-z0-9_]*")
_URL = re.compile(r"[a-z][a-z0-9+]*://.*")


def fresh_secret() -> str:
    """Return a new secret."""
    return secrets.token_urlsafe(24)


def assignment_file(path: Path) -> Path:
    """Return the assignment.toml that `path` names: itself, or the one in that folder. Raises Problem for neither."""
    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        raise Problem(
            message("There is no assignment at {path}.", path=path),
            message("Name its folder or its assignment.toml; `grade assignment new FOLDER` makes one."),
        )
    return file


def read_assignment(path: Path, *, thorough: bool = False) -> Assignment:
    """Return the assignment in the file or the folder `path`.

    `thorough` also loads the contracts, to see that every pattern names a check and every device is one that torch
    knows; that imports torch. Raises FileProblem with everything that is wrong.
    """
    file = assignment_file(path).absolute()
    document = Document(file)
    top = Table(document)
    folder, pack = _find_pack(top, file.parent)
    items, exercises = read_items(top, pack)
    schedule = read_schedule(top)
    assignment = Assignment(
        path=file,
        id=_id(top),
        title=top.text("title", required=True),
        items=items,
        secret=_secret(top),
        devices=_devices(top),
        budget=top.word("budget", BUDGETS, "official"),
        isolation=top.word("isolation", LEVELS, ""),
        release=schedule.release,
        due=schedule.due,
        late_until=schedule.late_until,
        late=schedule.late,
        record=schedule.record,
        attempts=schedule.attempts,
        rules=read_rules(top),
        published=is_published(file.parent),
        pack=folder,
        language=top.word("language", LANGUAGES, LANGUAGES[0]),
        groups=_groups(top),
        ledger=_ledger(top),
    )
    top.done()
    if thorough:
        from grader.classroom.patterns import examine

        examine(assignment, exercises, document)
    document.settle()
    return assignment


def pack_of(assignment: Assignment) -> Pack:
    """Return the pack that an assignment takes its exercises from. Raises Problem where its folder is none."""
    return _read_pack(assignment.pack)


def exercises_of(assignment: Assignment) -> dict[str, Exercise]:
    """Return the exercises of an assignment in its order: name of the folder -> exercise."""
    known = {exercise.stem: exercise for exercise in pack_of(assignment).exercises.values()}
    return {item.exercise: known[item.exercise] for item in assignment.items}


def _read_pack(folder: Path | None) -> Pack:
    return read_pack(built_in_root(), BUILT_IN) if folder is None else find_packs([folder])[-1]


def _find_pack(top: Table, folder: Path) -> tuple[Path | None, Pack | None]:
    """Return the folder of the pack, None for the built-in one, and the pack, None where there is none."""
    name = top.text("pack", wanted=message("the folder of a pack, in quotes"))
    place = (folder / Path(name).expanduser()).resolve() if name else None
    try:
        return place, _read_pack(place)
    except Problem as problem:
        top.fault("pack", problem.message, problem.next_step)
        return place, None


def _id(top: Table) -> str:
    identity = top.text("id", required=True)
    if identity and not _ID.fullmatch(identity):
        top.fault(
            "id",
            message("“{name}” is no name for an assignment.", name=identity),
            message("Use letters, digits, “-”, “_” and “.”, without spaces, like hw1."),
        )
    return identity


def _secret(top: Table) -> str:
    value = top.value("secret")
    if isinstance(value, str) and len(value) >= SHORTEST_SECRET:
        return value
    # What stands there is not repeated: an error may be read by others.
    top.fault(
        "secret",
        message("“secret” is missing.")
        if value is None
        else message("“secret” is no text of {count} letters or more.", count=SHORTEST_SECRET),
        message('Write a line like secret = "{fresh}".', fresh=fresh_secret()),
    )
    return ""


def _devices(top: Table) -> tuple[str, ...]:
    devices = top.texts("devices")
    for name in devices:
        if not _DEVICE.fullmatch(name):
            top.fault(
                "devices",
                message("“{name}” is no kind of device.", name=name),
                message('Name kinds of devices as torch does, like ["cpu", "cuda"], without numbers.'),
            )
    return devices


def _ledger(top: Table) -> str:
    url = top.text("ledger")
    if url and not _URL.fullmatch(url):  # and not repeated: it may hold a password
        top.fault(
            "ledger",
            message("“ledger” is no URL of a database."),
            message('Write one like "postgresql+psycopg://user@host/name", or leave it out.'),
        )
    return url


def _groups(top: Table) -> Mapping[str, tuple[str, ...]]:
    table = top.table("groups")
    if table is None:
        return {}
    groups = {name: table.texts(name) for name in table.free()}
    seen: dict[str, str] = {}
    for name, students in groups.items():
        for student in students:
            if student in seen:
                table.fault(
                    name,
                    message(
                        "“{student}” is in the groups “{first}” and “{second}”.",
                        student=student,
                        first=seen[student],
                        second=name,
                    ),
                    message("Everybody is in one group at most."),
                )
            seen.setdefault(student, name)
    return groups
