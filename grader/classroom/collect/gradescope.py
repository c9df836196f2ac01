"""Reads what Gradescope's "Download Submissions" gives: folders, and a YAML file that says whose they are.

The file `submission_metadata.yml` maps the name of a folder (``submission_123``) to ``:submitters`` (a list with
``:name``, ``:sid`` and ``:email``; several for a group), ``:created_at``, ``:score``, ``:results`` and ``:history``. Of
the submissions only the last is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from grader.classroom.archives import shown
from grader.classroom.collect.exercises import Exercises
from grader.classroom.collect.instants import read_instant
from grader.classroom.collect.matching import Piece
from grader.classroom.collect.notes import Note
from grader.classroom.collect.parcels import Layout, Parcel, piece_of, pieces_of
from grader.classroom.collect.people import Label
from grader.classroom.collect.sources import METADATA, Folder
from grader.language import message
from grader.report.cleaning import one_line

_DEEPEST = 100
_LONGEST_REASON = 120
# What takes most of the file, and nothing of it is needed. Psych indents the keys of a submission by two.
_KEY = re.compile(rb"(?:  )?[^\s#-]")
_NOT_NEEDED = (b"  :results:", b"  :history:")


def read(folder: Folder, _: Exercises) -> Layout | None:
    """Return what was handed in, or None where the folder is no such download."""
    metadata = next((entry for entry in folder.files if entry.name.lower() in METADATA), None)
    if metadata is None:
        return None
    file = shown(metadata.path)
    submissions: dict[str, Any] = {}
    try:
        submissions = _mapping(_data(b"".join(_needed(metadata.data or b""))))
        notes = [Note(message("{file} says whose each submission is, and when it was handed in.", file=file))]
    except _Unreadable as error:
        said = message(
            "{file} cannot be read ({reason}), so whose each submission is stays unknown.",
            file=file,
            reason=str(error),
        )
        notes = [Note(said, open=True)]
    parcels, stray = [], []
    for name, below in folder.folders.items():
        parcels.append(_parcel(submissions.pop(name, None), pieces_of(below)))
    for entry in folder.files:
        if entry.name in submissions:
            parcels.append(_parcel(submissions.pop(entry.name), (piece_of(entry, len(folder.path)),)))
        elif entry is not metadata:
            stray.append(entry)
    if submissions:
        names = ", ".join(one_line(name) for name in submissions)
        missing = message("{file} names submissions that are not there: {names}.", file=file, names=names)
        notes.append(Note(missing, open=True))
    return Layout(message("a download from Gradescope"), tuple(parcels), tuple(stray), tuple(notes))


def _parcel(about: Any, pieces: tuple[Piece, ...]) -> Parcel:
    labels = []
    submitters = _mapping(about).get(":submitters")
    for submitter in submitters if isinstance(submitters, list) else ():
        known = {key: one_line(text) for key, text in _mapping(submitter).items() if isinstance(text, str)}
        number = known.get(":sid", "")
        label = Label(
            known.get(":name", ""), known.get(":email", ""), number, {"sid": number} if number else {}
        )
        if label.text or label.email or label.number:
            labels.append(label)
    return Parcel(tuple(labels), pieces, _instant(_mapping(about).get(":created_at")))


def _instant(value: Any) -> datetime | None:
    """Return an instant as Ruby writes it: "2026-03-01 08:15:00.123456000 Z", or an object that has it in UTC."""
    if isinstance(value, Mapping):
        value = value.get("utc")
    return read_instant(value, UTC) if isinstance(value, str) else None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _needed(source: bytes) -> Iterator[bytes]:
    """Yield the lines of the file without the results, which take far longer to read than all the rest."""
    needed = True
    for line in source.splitlines(keepends=True):
        if _KEY.match(line):
            needed = not line.startswith(_NOT_NEEDED)
        if needed:
            yield line


class _Unreadable(Exception):
    """What is wrong with the file."""


def _data(source: bytes) -> Any:
    """Return what a YAML file says, every scalar as a string.

    PyYAML's own way from events to data calls itself for every level, and 200,000 levels end the process.
    """
    import yaml

    anchors: dict[str, Any] = {}
    root: list[Any] = []
    stack = [_Open(root)]
    try:
        for event in yaml.parse(source, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            if isinstance(event, yaml.AliasEvent):
                value = anchors.get(event.anchor or "")
            elif isinstance(event, yaml.ScalarEvent):
                value = event.value
            if event.anchor and not isinstance(event, yaml.AliasEvent):
                anchors[event.anchor] = value
            stack[-1].add(value)
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(_Open(value))
                if len(stack) > _DEEPEST:
                    raise _Unreadable(f"more than {_DEEPEST} levels")
    except (yaml.YAMLError, ValueError) as error:
        raise _Unreadable(one_line(str(error))[:_LONGEST_REASON]) from None
    return root[0] if root else None


class _Open:
    """A list or a mapping that is being filled."""

    def __init__(self, into: list[Any] | dict[str, Any]) -> None:
        self._into = into
        self._key: str | None = None

    def add(self, value: Any) -> None:
        """Add what comes next: an item, a key, or the value of the last key."""
        if isinstance(self._into, list):
            self._into.append(value)
        elif self._key is None:
            self._key = value if isinstance(value, str) else ""
        else:
            self._into[self._key] = value
            self._key = None
