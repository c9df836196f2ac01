"""Keeps what was collected: `collection.json`, and beside it a copy of every file that is graded."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from grader.classroom.model import Attempt, Collection, HandedIn, Student
from grader.language import Message, Problem, message

FILE = "collection.json"
FILES = "files"
VERSION = 1

# A student's id may be anything; the name of a folder may not, and no two may differ in case alone.
_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.ASCII)
_SLUG = re.compile(r"(?:\d+_)?([a-z][a-z0-9_]*)", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def attempt_id(students: Iterable[str], at: datetime | None, files: Iterable[HandedIn]) -> str:
    """Return the id of an attempt: the same for the same people, the same instant and the same files."""
    hashes = sorted((file.exercise, file.sha256) for file in files)
    said = json.dumps([sorted(students), at.isoformat() if at else None, hashes], ensure_ascii=False)
    digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{at:%Y%m%d-%H%M%S}-{digest}" if at else f"undated-{digest}"


def write_collection(collection: Collection, folder: Path) -> Collection:
    """Add a collection to the one in `folder`, and return what that one is now.

    Attempts that are there already stay as they are; new ones come after them, each student's in the order of their
    instants, those without one first. The files are copied to ``files/<student>/<attempt>/<slug>.py`` before
    `collection.json` names them, and that is replaced in one step. Of the notes about nobody the new ones stay.
    Raises Problem where something cannot be read or written, or where a file is not what its hash says.
    """
    known = read_collection(folder) if has_collection(folder) else Collection((), ())
    there = {attempt.id for attempt in known.attempts}
    fresh = {attempt.id: attempt for attempt in collection.attempts if attempt.id not in there}
    try:
        added = [_copied(attempt, folder) for attempt in sorted(fresh.values(), key=_order)]
        merged = Collection(
            _merged(known.students, collection.students), (*known.attempts, *added), collection.notes
        )
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(folder / FILE, json.dumps(_data(merged, folder), ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise Problem(
            message(
                "{path} cannot be written: {reason}.",
                path=error.filename or folder,
                reason=error.strerror or str(error),
            ),
            message("Choose a folder that exists and that you may write to."),
        ) from error
    return merged


def has_collection(folder: Path) -> bool:
    """Whether something was collected into `folder` before."""
    return (folder / FILE).exists()


def read_collection(folder: Path) -> Collection:
    """Return what was collected into `folder`.

    Raises Problem where nothing was, or where its collection.json is broken or of a newer version.
    """
    path = folder / FILE
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise Problem(
            message("Nothing was collected into {folder} yet.", folder=folder),
            message("`grade assignment collect ASSIGNMENT SOURCE` does that."),
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise _broken(path, str(error)) from error
    version = data.get("version") if isinstance(data, dict) else None
    if version != VERSION:
        raise Problem(
            message(
                "{path} has version {version}, and this grader reads {known}.",
                path=path,
                version=version,
                known=VERSION,
            ),
            message("Use the grader that wrote it, or collect anew into another folder."),
        )
    try:
        return Collection(
            tuple(_student(each) for each in data["students"]),
            tuple(_attempt(each, folder) for each in data["attempts"]),
            tuple(_message(each) for each in data["notes"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _broken(path, f"{type(error).__name__}: {error}") from error


def _broken(path: Path, reason: str) -> Problem:
    return Problem(
        message("{path} is broken: {reason}.", path=path, reason=reason),
        message("Restore it from a copy, or collect anew into another folder."),
    )


def _order(attempt: Attempt) -> tuple[bool, float]:
    return (attempt.at is not None, attempt.at.timestamp() if attempt.at else 0.0)


def _merged(known: Iterable[Student], added: Iterable[Student]) -> tuple[Student, ...]:
    """Return all students; what is newly known about one replaces what was, and nothing replaces something."""
    students = {student.id: student for student in known}
    for student in added:
        old = students.get(student.id, student)
        students[student.id] = replace(
            student,
            name=student.name or old.name,
            email=student.email or old.email,
            section=student.section or old.section,
            ids={**old.ids, **student.ids},
        )
    return tuple(students.values())


def _copied(attempt: Attempt, folder: Path) -> Attempt:
    """Copy the files of an attempt, and return it with the paths of the copies."""
    place = folder / FILES / safe_name("+".join(attempt.students)) / safe_name(attempt.id)
    place.mkdir(parents=True, exist_ok=True)
    copies = []
    for file in attempt.files:
        slug = _SLUG.fullmatch(file.exercise)
        target = place / f"{slug[1] if slug else safe_name(file.exercise)}.py"
        data = file.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise Problem(
                message("{path} is not what was collected: its contents have changed.", path=file.path),
                message("Collect again."),
            )
        _write_whole(target, data)
        copies.append(replace(file, path=target))
    return replace(attempt, files=tuple(copies))


def safe_name(text: str) -> str:
    """Return a name for a folder that is as good as `text` where that can be one, and different for different texts."""
    if _PLAIN_NAME.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    readable = re.sub(r"[^a-z0-9]+", "_", text.lower(), flags=re.ASCII).strip("_")[:40] or "student"
    return f"{readable}.{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:10]}"


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


# -- data -----------------------------------------------------------------------------------------------------


def _data(collection: Collection, folder: Path) -> dict[str, Any]:
    return {
        "version": VERSION,
        "students": [
            {"id": s.id, "name": s.name, "email": s.email, "section": s.section, "ids": dict(s.ids)}
            for s in collection.students
        ],
        "attempts": [
            {
                "id": attempt.id,
                "students": list(attempt.students),
                "at": attempt.at.isoformat() if attempt.at else None,
                "files": [
                    {
                        "exercise": file.exercise,
                        "path": file.path.relative_to(folder).as_posix(),
                        "sha256": file.sha256,
                        "origin": file.origin,
                    }
                    for file in attempt.files
                ],
                "notes": [_message_data(note) for note in attempt.notes],
            }
            for attempt in collection.attempts
        ],
        "notes": [_message_data(note) for note in collection.notes],
    }


def _student(data: Mapping[str, Any]) -> Student:
    return Student(
        _text(data["id"]),
        _text(data["name"]),
        _text(data["email"]),
        _text(data["section"]),
        {_text(system): _text(number) for system, number in data["ids"].items()},
    )


def _attempt(data: Mapping[str, Any], folder: Path) -> Attempt:
    at = None if data["at"] is None else datetime.fromisoformat(data["at"])
    if at is not None and at.tzinfo is None:
        raise ValueError(f"the instant {data['at']} has no time zone")
    return Attempt(
        _text(data["id"]),
        tuple(_text(student) for student in data["students"]),
        at,
        tuple(_file(each, folder) for each in data["files"]),
        tuple(_message(each) for each in data["notes"]),
    )


def _file(data: Mapping[str, Any], folder: Path) -> HandedIn:
    path = PurePosixPath(_text(data["path"]))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"the path {path} leads out of the folder")
    sha256 = _text(data["sha256"])
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256} is no SHA-256")
    return HandedIn(_text(data["exercise"]), folder / path, sha256, _text(data["origin"]))


def _message_data(said: Message) -> dict[str, Any]:
    return {
        "sentence": said.sentence,
        "fields": {name: _field_data(value) for name, value in said.fields.items()},
    }


def _field_data(value: Any) -> Any:
    if isinstance(value, Message):
        return _message_data(value)
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _message(data: Mapping[str, Any]) -> Message:
    return Message(
        _text(data["sentence"]), {_text(name): _field(value) for name, value in data["fields"].items()}
    )


def _field(value: Any) -> Any:
    return _message(value) if isinstance(value, dict) else value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
