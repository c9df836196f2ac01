"""Reads who is in a class: a table of our own, or what Canvas, Moodle, Gradescope and GitHub Classroom export."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from grader.classroom.collect.instants import read_instant
from grader.classroom.collect.names import same_text, slug
from grader.classroom.collect.notes import Note
from grader.classroom.collect.texts import as_utf8
from grader.classroom.model import Student
from grader.language import Problem, message
from grader.report.cleaning import one_line

_MOST_BYTES = 64 * 2**20

# What a column is, by its header in lower case. Where a system writes several columns for one thing, all are tried
# from left to right and the first with something in it counts.
_COLUMNS = {
    "id": "id", "student id": "id", "student number": "id", "id number": "id", "学号": "id",
    "name": "name", "full name": "name", "names": "name", "student": "name", "student name": "name", "姓名": "name",
    "全名": "name", "first name": "first", "first_name": "first", "firstname": "first", "given name": "first",
    "名": "first", "名字": "first", "last name": "last", "last_name": "last", "lastname": "last", "surname": "last",
    "family name": "last", "姓": "last", "姓氏": "last",
    "email": "email", "email address": "email", "e-mail": "email", "mail": "email", "邮箱": "email",
    "电子邮件": "email", "电子邮件地址": "email", "邮件地址": "email",
    "section": "section", "sections": "section", "班级": "section", "class": "section",
    "group": "group", "groups": "group", "team": "group", "组": "group", "小组": "group", "分组": "group",
    "sis user id": "sis", "sis login id": "login", "login id": "login", "username": "login", "user name": "login",
    "用户名": "login", "sid": "sid", "identifier": "identifier", "识别号": "identifier", "标识符": "identifier",
    "github": "github", "github_username": "github", "github username": "github",
    "canvas": "canvas", "moodle": "moodle", "gradescope": "gradescope",
    "submitted": "submitted", "submission time": "submitted", "last modified (submission)": "submitted",
    "最后修改(提交作业)": "submitted", "最后修改(提交)": "submitted",
}  # fmt: skip
_SYSTEMS: tuple[str, ...] = ("canvas", "sis", "login", "moodle", "gradescope", "sid", "github")
_PARTICIPANT = re.compile(r"\D+?\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is in a class.

    Args:
        students: everybody, in the order of the table.
        groups: name of a group -> the ids of its students.
        instants: id of a student -> when he handed in, where the table says so.
        notes: what was not understood.
    """

    students: tuple[Student, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instants: Mapping[str, datetime] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def read_roster(path: Path, zone: tzinfo | None = None) -> Roster:
    """Return the students that a CSV file names. Its columns are recognised by their headers.

    Ours are id, name, email, section, group and submitted; of those either id, name or email is enough.
    `zone` is the time zone of instants that do not say theirs. Raises Problem where the file is no such table.
    """
    rows = _rows(path)
    header, body = rows[0], rows[1:]
    columns = [_COLUMNS.get(_header(cell), "") for cell in header]
    if "Student" in header and "ID" in header:  # of Canvas, whose own number that is
        columns = ["canvas" if cell == "ID" else column for cell, column in zip(header, columns, strict=True)]
    if not {"id", "name", "last", "email", "sid", "sis", "login", "identifier"} & set(columns):
        raise Problem(
            message(
                "{path} has no column that names students; its columns are {columns}.",
                path=path,
                columns=", ".join(one_line(cell) for cell in header[:12]),
            ),
            message("Its first line should be like: id,name,email,section."),
        )
    return _Table(path, columns, zone).read(body)


class _Table:
    def __init__(self, path: Path, columns: Sequence[str], zone: tzinfo | None) -> None:
        self._path = path
        self._columns = columns
        self._zone = zone
        self._students: dict[str, Student] = {}
        self._lines: dict[str, int] = {}
        self._groups: dict[str, list[str]] = {}
        self._instants: dict[str, datetime] = {}
        self._notes: list[Note] = []

    def read(self, rows: Sequence[Sequence[str]]) -> Roster:
        for line, row in enumerate(rows, 2):
            cells: dict[str, str] = {}
            for column, cell in zip(self._columns, row, strict=False):
                if column and one_line(cell):
                    cells.setdefault(column, one_line(cell))
            if cells and not _is_no_student(cells):
                self._add(line, cells)
        if not self._students:
            raise Problem(
                message("{path} names no student.", path=self._path),
                message("It needs one line for each, below its header."),
            )
        groups = {name: tuple(members) for name, members in self._groups.items()}
        return Roster(tuple(self._students.values()), groups, self._instants, tuple(self._notes))

    def _add(self, line: int, cells: dict[str, str]) -> None:
        identifier = cells.get("identifier", "")
        # Moodle's are "Participant 1234" in some language, GitHub Classroom's are whatever the teacher chose.
        participant = None if "github" in self._columns else _PARTICIPANT.fullmatch(identifier)
        name = cells.get("name") or " ".join(cells[key] for key in ("first", "last") if key in cells)
        if "," in name:  # Canvas sorts by it: "Zhang, San"
            last, _, first = name.partition(",")
            name = f"{first.strip()} {last.strip()}".strip()
        email = cells.get("email", "")
        given = [cells.get(column, "") for column in ("id", "sid", "sis", "login")]
        given += ["" if participant else identifier]
        account = email.partition("@")[0]
        made = [account if account not in self._students else email, cells.get("canvas", "")]
        made += [participant[1] if participant else "", slug(name)]
        identity = next((text for text in (*given, *made) if text), "")
        if not identity:
            return
        if identity in self._students:
            raise Problem(
                message(
                    "{path} has the student {id} twice, on the lines {first} and {second}.",
                    path=self._path,
                    id=identity,
                    first=self._lines[identity],
                    second=line,
                ),
                message("Every student has one line, and an id of his own."),
            )
        known = {system: cells[system] for system in _SYSTEMS if system in cells}
        if participant:
            known["moodle"] = participant[1]
        self._students[identity] = Student(identity, name, email, cells.get("section", ""), known)
        self._lines[identity] = line
        self._join(identity, cells.get("group", ""))
        self._time(identity, line, cells.get("submitted", ""))

    def _join(self, identity: str, group: str) -> None:
        if re.search(r"[;,；，|]", group):
            self._notes.append(
                Note(
                    message(
                        "{student} is in several groups ({groups}), so in none here.",
                        student=identity,
                        groups=group,
                    ),
                    open=True,
                )
            )
        elif group:
            self._groups.setdefault(group, []).append(identity)

    def _time(self, identity: str, line: int, text: str) -> None:
        if not text or text == "-":
            return
        instant = read_instant(text, self._zone)
        if instant is None:
            self._notes.append(
                Note(
                    message(
                        "{path}, line {line}: “{text}” is no instant that can be read, so it is not used.",
                        path=self._path.name,
                        line=line,
                        text=text,
                    ),
                    open=True,
                )
            )
        else:
            self._instants[identity] = instant


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Give --roster a CSV file."),
        ) from error
    text = as_utf8(data) if len(data) <= _MOST_BYTES else None
    if text is None:
        raise Problem(
            message("{path} is no table in CSV.", path=path),
            message("Export it as CSV; its first line should be like: id,name,email,section."),
        )
    lines = text.data.decode("utf-8")
    first = lines.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise Problem(
            message("{path} is no table in CSV: {reason}.", path=path, reason=str(error)),
            message("Export it as CSV; its first line should be like: id,name,email,section."),
        ) from error
    if not rows:
        raise Problem(
            message("{path} names no student.", path=path),
            message("It needs one line for each, below its header."),
        )
    return rows


def _header(cell: str) -> str:
    return same_text(one_line(cell))


def _is_no_student(cells: Mapping[str, str]) -> bool:
    """Whether a row is one that Canvas adds below its header."""
    return "points possible" in cells.get("name", "").lower()
