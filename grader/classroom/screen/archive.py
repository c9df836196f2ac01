"""Reads what a candidate sent, in memory: only files that are called like a file of a kit, and within limits."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.classroom import archives
from grader.classroom.archives import Budget, Contents, Entry, Limits
from grader.classroom.screen import kit as kits
from grader.classroom.screen.kit import LOG, answer_name
from grader.classroom.screen.packing import MANIFEST
from grader.language import Message, Problem, message
from grader.report.cleaning import one_line

_MIB = 2**20
MOST_BYTES = 64 * _MIB
# A candidate may have sent the whole folder, with an environment in it; that has thousands of files.
LIMITS = Limits(
    files=50_000,
    kept=64 * _MIB,
    unpacked=1024 * _MIB,
    nested_files=5_000,
    nested_kept=64 * _MIB,
    nested_unpacked=256 * _MIB,
    nested_packed=MOST_BYTES,
    depth=1,
)
# What each file may have once it is unpacked. An answer has at most a megabyte, and a log many of them.
LARGEST = {kits.FILE: 2**16, MANIFEST: 2**16, LOG: 32 * _MIB}
LARGEST_ANSWER = _MIB
MOST_NAMED = 5
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Archive:
    """What was sent, as bytes that nobody has looked at.

    Args:
        path: the archive.
        kit: the id of the kit that it claims to be of, "" without one.
        log: the attempt log; empty where there is none.
        answers: name of a folder -> the file.
        lines: how many lines the log had when it was packed, according to the archive; None without a packing.
        head: the keyed hash of its last line then.
        notes: what was left out, and why.
    """

    path: Path
    kit: str
    log: bytes
    answers: Mapping[str, bytes]
    lines: int | None
    head: str
    notes: tuple[Message, ...]


def read_archive(path: Path, exercises: Collection[str]) -> Archive:
    """Read an archive. Raises Problem where it is none, or larger than one can be.

    Args:
        path: the file.
        exercises: the names of the folders of the exercises.
    """
    largest = {**LARGEST, **{answer_name(stem): LARGEST_ANSWER for stem in exercises}}
    contents = _contents(path, {name.split("/")[-1]: most for name, most in largest.items()})
    files, notes = _files(contents.entries, largest)
    kit, packed = _object(files.get(kits.FILE)), _object(files.get(MANIFEST))
    lines = packed.get("lines")
    return Archive(
        path,
        _text(kit.get("kit")),
        files.get(LOG, b""),
        {stem: files[answer_name(stem)] for stem in exercises if answer_name(stem) in files},
        lines if type(lines) is int else None,
        _text(packed.get("head")),
        (*contents.troubles, *contents.remarks, *notes),
    )


def _contents(path: Path, largest: Mapping[str, int]) -> Contents:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _bad(path, message("it has {size} MiB", size=size // _MIB))
        with path.open("rb") as file:
            contents = archives.read_archive(
                file,
                (one_line(path.name),),
                Budget(LIMITS.files, LIMITS.kept),
                lambda name: largest.get(name, 0),
                LIMITS,
            )
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Check the name and that you may read it."),
        ) from error
    if not contents.entries:
        raise _bad(path, message("nothing in it can be read"))
    return contents


def _files(entries: Sequence[Entry], wanted: Mapping[str, int]) -> tuple[dict[str, bytes], list[Message]]:
    """Return the files of the kit by their names in it, and what was not read."""
    root = _root(entries)
    files: dict[str, bytes] = {}
    notes, others = [], []
    for entry in entries:
        inside = entry.path[: len(root)] == root
        name = "/".join(entry.path[len(root) :]) if inside else "/".join(entry.path[1:])
        if not inside or name not in wanted:
            others.append(one_line(name)[:LONGEST_NAME])
        elif entry.data is not None:
            files[name] = entry.data
        elif entry.trouble is not None:
            notes.append(entry.trouble)
    if others:
        names = ", ".join(others[:MOST_NAMED])
        more = len(others) - MOST_NAMED
        notes.append(message("Not read: {names}.", names=f"{names} (+{more})" if more > 0 else names))
    return files, notes


def _root(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return where the kit's own file lies; a candidate may have packed the whole folder by hand."""
    places = [entry.path[:-1] for entry in entries if entry.name == kits.FILE]
    return min(places, key=len, default=entries[0].path[:1])


def _object(data: bytes | None) -> Mapping[str, Any]:
    try:
        found = json.loads((data or b"{}").decode())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 200 else ""


def _bad(path: Path, why: Message) -> Problem:
    return Problem(
        message("{path} is not what `grade screen pack` makes: {why}.", path=one_line(str(path)), why=why),
        message("Ask the candidate to run it again and to send the file that it names."),
    )
