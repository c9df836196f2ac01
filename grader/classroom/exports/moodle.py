"""Fills the grades of the worksheet for offline grading that Moodle exported, in whatever language it has them.

Moodle finds its columns again by their translated headers, so that the headers stay as they are and columns are found
here by what stands in them, or by the name that the teacher gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from grader.classroom.exports.filling import Filled, fill
from grader.classroom.exports.scores import maximum, plain, rounded, scores
from grader.classroom.exports.sheets import Sheet, parse_sheet
from grader.classroom.model import Gradebook
from grader.language import Message, Problem, message

KEYS = {
    "participant": ("moodle", "moodleid", "moodleparticipant", "participant"),
    "email": ("email",),
    "own": ("", "idnumber", "username"),
    "name": ("name",),
}
# "Participant 1234": the word is translated, and Moodle strips it by its length.
PARTICIPANT = re.compile(r"\D*(?P<number>\d+)")
IDENTIFIER_HEADERS = ("Identifier",)
GRADE_HEADERS = ("Grade",)


def fill_moodle(
    data: bytes,
    gradebook: Gradebook,
    *,
    column: str | None = None,
    exercise: str | None = None,
    missing_is_zero: bool = False,
    name: str = "grades.csv",
) -> Filled:
    """Return the worksheet in `data` with its grades filled in, and who was not matched.

    Args:
        data: the file as Moodle exported it.
        gradebook: whose scores go in.
        column: the header of the grades, where it is not English and cannot be told by what stands around it.
        exercise: the one exercise whose points go in; by default those of the whole assignment.
        missing_is_zero: whether 0 is written for who handed in nothing; else the cell stays as it was.
        name: what messages call the file.
    """
    sheet = parse_sheet(data, ",", name)
    rows = [row for row, cells in enumerate(sheet.rows) if row and cells]
    header = [cell.text.strip() for cell in sheet.rows[0]] if sheet.rows else []
    if len(header) < 3 or not rows:
        raise _no_worksheet(name)
    identifier = _identifier(sheet, header, rows, name)
    target = _target(sheet, header, rows, identifier, column, name)
    wanted = scores(gradebook, exercise, missing_is_zero=missing_is_zero)
    about = {row: _about(sheet, row, identifier, target) for row in rows}
    notes = _notes(sheet, rows, target, maximum(gradebook, exercise))
    return fill(sheet, target, about, wanted, KEYS, written=plain, notes=notes)


def _identifier(sheet: Sheet, header: Sequence[str], rows: Sequence[int], name: str) -> int:
    """Return the column in which every cell is one word, the same one, and a number of its own."""
    places = [header.index(text) for text in IDENTIFIER_HEADERS if text in header]
    places.extend(range(len(header)))
    for place in places:
        found = [PARTICIPANT.fullmatch(sheet.text(row, place)) for row in rows]
        words = {cell[0].removesuffix(cell["number"]) for cell in found if cell}
        numbers = {cell["number"] for cell in found if cell}
        if all(found) and len(words) == 1 and len(numbers) == len(rows) and words != {""}:
            return place
    raise _no_worksheet(name)


def _target(
    sheet: Sheet, header: Sequence[str], rows: Sequence[int], identifier: int, column: str | None, name: str
) -> int:
    """Return the column of the grades: as named, or called Grade, or the one that the maximum grade follows."""
    if column is not None or any(text in header for text in GRADE_HEADERS):
        names = GRADE_HEADERS if column is None else (column,)
        found = [place for place, text in enumerate(header) if text in names]
    else:
        found = [
            place
            for place in range(identifier + 1, len(header) - 1)
            if _is_maximum(sheet, rows, place + 1) and _holds_grades(sheet, rows, place)
        ]
    if len(found) != 1 or not _holds_grades(sheet, rows, found[0]):
        raise Problem(
            message("Which column of {name} holds the grades cannot be told.", name=name),
            message(
                "Name it with --column: {columns}.", columns=", ".join(f"“{text}”" for text in header if text)
            ),
        )
    return found[0]


def _holds_grades(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    return all(text in ("", "-") or _number(text) is not None for text in _column(sheet, rows, column))


def _is_maximum(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    """Whether every cell is the same positive number."""
    texts = _column(sheet, rows, column)
    value = _number(texts[0])
    return len(set(texts)) == 1 and value is not None and value > 0


def _column(sheet: Sheet, rows: Sequence[int], column: int) -> list[str]:
    return [sheet.text(row, column) for row in rows]


def _about(sheet: Sheet, row: int, identifier: int, target: int) -> list[tuple[str, str]]:
    """Return what a row says about its participant: everything between the identifier and the grade."""
    found = PARTICIPANT.fullmatch(sheet.text(row, identifier))
    assert found is not None  # that is how the column was found
    others = [sheet.text(row, place) for place in range(identifier + 1, target)]
    texts = [("participant", found["number"]), ("participant", sheet.text(row, identifier))]
    texts += [("email", text) for text in others if "@" in text]
    return [*texts, *((kind, text) for kind in ("own", "name") for text in others)]


def _notes(sheet: Sheet, rows: Sequence[int], target: int, ours: Decimal) -> list[Message]:
    theirs = _number(sheet.text(rows[0], target + 1)) if _is_maximum(sheet, rows, target + 1) else None
    if theirs is None or theirs == ours:
        return []
    return [
        message(
            "Moodle's maximum grade is {theirs}, and the assignment has {ours} points; scores are not scaled.",
            theirs=plain(theirs),
            ours=plain(ours),
        )
    ]


def _number(text: str) -> Decimal | None:
    try:
        return rounded(Decimal(text.replace(",", ".")))
    except InvalidOperation:
        return None


def _no_worksheet(name: str) -> Problem:
    return Problem(
        message("{name} is no worksheet for offline grading: no column tells its participants.", name=name),
        message("In Moodle: Assignment, Submissions, Download grading worksheet; give that file unchanged."),
    )
