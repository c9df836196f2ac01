"""Reads what a candidate sent: a zip archive, in memory, with limits, and by the names that it may have.

Nothing is written to disk and no name in the archive is followed: only members that are called exactly like a file
of a kit are read, and whatever else there is is told.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.classroom.screen import kit as kits
from grader.classroom.screen.kit import LOG, answer_name
from grader.classroom.screen.packing import MANIFEST
from grader.language import Message, Problem, message
from grader.report.cleaning import one_line

MOST_BYTES = 16 * 2**20
MOST_MEMBERS = 2000
MOST_NAMED = 5
LONGEST_NAME = 80
# What each file may have once it is unpacked. An answer has at most a megabyte, and a log many of them.
LARGEST = {kits.FILE: 2**16, MANIFEST: 2**16, LOG: 32 * 2**20}
LARGEST_ANSWER = 2**20


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
    wanted = {**LARGEST, **{answer_name(stem): LARGEST_ANSWER for stem in exercises}}
    files, notes = _members(path, wanted)
    kit = _object(files.get(kits.FILE))
    packed = _object(files.get(MANIFEST))
    lines = packed.get("lines")
    return Archive(
        path,
        _text(kit.get("kit")),
        files.get(LOG, b""),
        {stem: files[answer_name(stem)] for stem in exercises if answer_name(stem) in files},
        lines if type(lines) is int else None,
        _text(packed.get("head")),
        tuple(notes),
    )


def _members(path: Path, wanted: Mapping[str, int]) -> tuple[dict[str, bytes], list[Message]]:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _bad(path, message("it has {size} MiB", size=size >> 20))
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_MEMBERS:
                raise _bad(path, message("it has {count} members", count=len(infos)))
            return _read(archive, infos, wanted)
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Check the name and that you may read it."),
        ) from error
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        NotImplementedError,
        RecursionError,
    ) as error:
        raise _bad(path, message("it is no zip archive")) from error


def _read(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], wanted: Mapping[str, int]
) -> tuple[dict[str, bytes], list[Message]]:
    root = _root([info.filename for info in infos])
    files: dict[str, bytes] = {}
    notes, others = [], []
    for info in infos:
        name = info.filename.removeprefix(root)
        if info.is_dir():
            continue
        if name not in wanted:
            others.append(one_line(name)[:LONGEST_NAME])
        elif name in files:
            notes.append(message("{name} is there twice; the first one counts.", name=name))
        else:
            data = _member(archive, info, wanted[name])
            if data is None:
                notes.append(
                    message("{name} is too large, damaged or encrypted, and is left out.", name=name)
                )
            else:
                files[name] = data
    if others:
        notes.append(
            message(
                "Not read: {names}.",
                names=", ".join(others[:MOST_NAMED]) + (" ..." if len(others) > MOST_NAMED else ""),
            )
        )
    return files, notes


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes | None:
    if info.flag_bits & 1 or info.file_size > most:
        return None
    try:
        with archive.open(info) as file:
            data = file.read(most + 1)  # what the archive says about sizes may be wrong
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        return None
    return data if len(data) <= most else None


def _root(names: list[str]) -> str:
    """Return the folder above the kit's own file; a candidate may have zipped the whole folder by hand."""
    places = [name.removesuffix(kits.FILE) for name in names if name.split("/")[-1] == kits.FILE]
    return min(places, key=len, default="")


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
        message("{path} is not what `grade screen pack` makes: {why}.", path=path, why=why),
        message("Ask the candidate to run it again and to send the file that it names."),
    )
