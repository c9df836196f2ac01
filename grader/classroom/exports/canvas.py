"""Fills one column of the gradebook that Canvas exported, by the rules of Canvas's own importer.

The rules are those of ``lib/gradebook_importer.rb`` in instructure/canvas-lms: how the columns of students end, which
headers are no assignments, which rows are no students, and in which order a student is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from grader.classroom.exports.filling import Filled, fill
from grader.classroom.exports.scores import maximum, plain, rounded, scores
from grader.classroom.exports.sheets import Sheet, delimiter_of, parse_sheet
from grader.classroom.model import Gradebook
from grader.language import Message, Problem, message

# Which systems of `Student.ids`, and what else of a student, may stand in a column of Canvas.
KEYS = {
    "id": ("canvas", "canvasid", "canvasuserid"),
    "sis user": ("sis", "sisid", "sisuserid", ""),
    "sis login": ("login", "loginid", "sislogin", "sisloginid", "email", ""),
    "name": ("name",),
}
NO_ASSIGNMENTS = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
NO_STUDENTS = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
SIS_USER, SIS_LOGIN = re.compile(r"SIS\s+User\s+ID"), re.compile(r"SIS\s+Login\s+ID")
INTEGRATION, ROOT_ACCOUNT = re.compile(r"Integration\s+ID"), re.compile(r"Root\s+Account")
TITLE_AND_ID = re.compile(r"(?P<title>.*)\s\((?P<id>\d+)\)")


def fill_canvas(
    data: bytes,
    gradebook: Gradebook,
    *,
    column: str | None = None,
    exercise: str | None = None,
    missing_is_zero: bool = False,
    name: str = "gradebook.csv",
) -> Filled:
    """Return the exported gradebook in `data` with one column filled, and who was not matched.

    Args:
        data: the file as Canvas exported it.
        gradebook: whose scores go in.
        column: the header of the assignment, its title or its number; by default the title of our assignment.
        exercise: the one exercise whose points go in; by default those of the whole assignment.
        missing_is_zero: whether 0 is written for who handed in nothing; else the cell stays as it was.
        name: what messages call the file.
    """
    sheet = parse_sheet(data, delimiter_of(data), name)
    if not sheet.rows:
        raise _no_gradebook(name)
    header = [cell.text for cell in sheet.rows[0]]
    students = _Columns(header, name)
    target = _target(header, students.count, column or gradebook.assignment.title, name)
    rows = {}
    notes: list[Message] = []
    for row, cells in enumerate(sheet.rows[1:], 1):
        if not cells:
            continue
        if "Points Possible" in cells[0].text:
            notes += _of_points(sheet, row, target, header[target], maximum(gradebook, exercise))
        elif any(not NO_STUDENTS.fullmatch(cell.text) for cell in cells):
            rows[row] = students.of(sheet, row)
    wanted = scores(gradebook, exercise, missing_is_zero=missing_is_zero)
    return fill(sheet, target, rows, wanted, KEYS, written=plain, notes=notes)


class _Columns:
    """The columns about students, counted as the importer counts them."""

    def __init__(self, header: Sequence[str], name: str) -> None:
        def is_at(pattern: re.Pattern[str], place: int) -> bool:
            return place < len(header) and pattern.search(header[place]) is not None

        self.apart = len(header) > 4 and "LastName" in header[0] and "FirstName" in header[1]
        if not (self.apart and "ID" in header[2]):
            self.apart = False
            if len(header) <= 3 or "Student" not in header[0] or "ID" not in header[1]:
                raise _no_gradebook(name)
        self.id = 2 if self.apart else 1
        before = count = self.id + 2
        self.user: int | None = None
        self.login: int | None = None
        if is_at(SIS_LOGIN, before - 1):
            self.login = before - 1
            count += 1
        elif is_at(SIS_USER, before - 1) and is_at(SIS_LOGIN, before):
            self.user, self.login = before - 1, before
            count += 2 + is_at(INTEGRATION, before + 1)
            count += is_at(ROOT_ACCOUNT, count - 1)
        if count > len(header) or "Section" not in header[count - 1]:
            raise _no_gradebook(name)
        self.count = count

    def of(self, sheet: Sheet, row: int) -> list[tuple[str, str]]:
        """Return what a row says about its student, in the order in which the importer looks."""
        name = sheet.text(row, 0)
        if self.apart:
            name = f"{sheet.text(row, 1)} {name}".strip()
        texts = [("id", sheet.text(row, self.id))]
        texts += [("sis user", sheet.text(row, self.user))] if self.user is not None else []
        texts += [("sis login", sheet.text(row, self.login))] if self.login is not None else []
        return [*texts, ("name", name)]


def _target(header: Sequence[str], students: int, wanted: str, name: str) -> int:
    """Return the column of the assignment that `wanted` names by header, by title or by number."""
    assignments = {
        place: text
        for place, text in enumerate(header)
        if place >= students and text.strip() and not NO_ASSIGNMENTS.search(text)
    }
    found = [place for place, text in assignments.items() if text == wanted]
    for part in ("id", "title"):
        found = found or [
            place
            for place, text in assignments.items()
            if (parts := TITLE_AND_ID.fullmatch(text)) and parts[part] == wanted
        ]
    if len(found) != 1:
        shown = ", ".join(f"“{text}”" for text in assignments.values()) or "-"
        problem = (
            message("{name} has several columns for “{wanted}”.", name=name, wanted=wanted)
            if found
            else message("{name} has no column for “{wanted}”.", name=name, wanted=wanted)
        )
        raise Problem(
            problem,
            message("Name one with --column, by its number in parentheses: {columns}.", columns=shown),
        )
    if header.index(header[found[0]]) != found[0]:
        raise Problem(
            message(
                "Canvas would read another column of {name} that is called “{wanted}” as well.",
                name=name,
                wanted=header[found[0]],
            ),
            message("Rename the assignment in Canvas and export its gradebook again."),
        )
    return found[0]


def _of_points(sheet: Sheet, row: int, target: int, header: str, ours: Decimal) -> list[Message]:
    """Return what the row of possible points says against our column. Raises Problem for a read-only one."""
    cell = sheet.text(row, target)
    if re.search(r"read\s+only", cell):
        raise Problem(
            message("Canvas ignores what is written into “{column}”: it is read only.", column=header),
            message("Name the column of an assignment with --column."),
        )
    try:
        theirs = rounded(float(cell.replace(",", ".")))
    except ValueError:
        return []
    if theirs == ours:
        return []
    return [
        message(
            "Canvas has {theirs} points possible for “{column}”, and the assignment {ours}; scores are not scaled.",
            theirs=plain(theirs),
            column=header,
            ours=plain(ours),
        )
    ]


def _no_gradebook(name: str) -> Problem:
    return Problem(
        message("{name} is no gradebook of Canvas: its first line lacks Student, ID or Section.", name=name),
        message("In Canvas: Grades, Export, Export Entire Gradebook; give that file unchanged."),
    )
