"""Finds the row of a sheet that each student of a gradebook has, and says who has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.model import Student


@dataclass(frozen=True, slots=True)
class Matches:
    """Who is who.

    Attributes:
        rows: student's id -> row of the sheet.
        missing: students without a row.
        doubtful: students who share a row, or have several; none of these rows is touched.
        strangers: rows of nobody in the gradebook.
    """

    rows: Mapping[str, int]
    missing: tuple[Student, ...]
    doubtful: tuple[Student, ...]
    strangers: tuple[int, ...]


def match(
    students: Sequence[Student],
    rows: Mapping[int, Sequence[tuple[str, str]]],
    keys: Mapping[str, Iterable[str]],
) -> Matches:
    """Return whose each row is.

    Args:
        students: who is looked for.
        rows: row -> what it says about its student, as (kind, text), in the order in which the importer asks.
        keys: kind -> the names of the systems in `Student.ids`, or "name", "email" and "" for the student's own id,
            under which a student may be known by that kind of text.
    """
    known: dict[tuple[str, str], list[Student]] = {}
    for kind, systems in keys.items():
        for student in students:
            for text in {value for system in systems for value in _values(student, system)}:
                known.setdefault((kind, text), []).append(student)
    of_row: dict[int, list[Student]] = {}
    for row, texts in rows.items():
        for kind, text in texts:
            found = known.get((kind, _same(text)), []) if text.strip() else []
            if found:
                of_row[row] = found
                break
    rows_of: dict[str, list[int]] = {}
    for row, found in of_row.items():
        for student in found:
            rows_of.setdefault(student.id, []).append(row)
    clear = {
        who: places[0] for who, places in rows_of.items() if len(places) == 1 and len(of_row[places[0]]) == 1
    }
    return Matches(
        rows=clear,
        missing=tuple(student for student in students if student.id not in rows_of),
        doubtful=tuple(student for student in students if student.id in rows_of.keys() - clear.keys()),
        strangers=tuple(row for row in rows if row not in of_row),
    )


def id_of(student: Student, systems: Iterable[str]) -> str | None:
    """Return the number that a student has in the first of `systems` that knows them, None where none does."""
    known = {_system(name): value.strip() for name, value in student.ids.items() if value.strip()}
    return next((known[system] for system in systems if system in known), None)


def _values(student: Student, system: str) -> Iterable[str]:
    if system == "":
        yield _same(student.id)
    elif system == "name":
        if student.name.strip():
            yield _same(student.name)
            yield _same(_given_name_first(student.name))
            yield _same(_family_name_first(student.name))
    elif system == "email":
        if student.email.strip():
            yield _same(student.email)
    else:
        for name, value in student.ids.items():
            if _system(name) == system and value.strip():
                yield _same(value)


def _system(name: str) -> str:
    """Return the name of a system without capitals and separators: "SIS User ID" is "sisuserid"."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _same(text: str) -> str:
    """Return `text` so that two spellings of one thing are equal."""
    return " ".join(text.casefold().split())


def _given_name_first(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


def _family_name_first(name: str) -> str:
    given, space, family = name.strip().rpartition(" ")
    return f"{family}, {given}" if space and "," not in name else name
