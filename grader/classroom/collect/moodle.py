"""Reads what Moodle's "Download all submissions" gives.

Folders (the default since 3.1) are called ``Full Name_1234_assignsubmission_file_`` (newer versions leave out the last
line), or without folders every file ``Full Name_1234_assignsubmission_file_its_own_name.py``. The number is the one of
the grading worksheet's "Participant 1234"; where a team hands in, name and number are the group's, and where names are
hidden the name is the word for participant.
"""

from __future__ import annotations

import re

from grader.classroom.collect.exercises import Exercises
from grader.classroom.collect.matching import Piece
from grader.classroom.collect.parcels import Layout, Parcel, piece_of, pieces_of
from grader.classroom.collect.people import Label
from grader.classroom.collect.sources import Folder
from grader.language import message

_NAME = re.compile(
    r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<own>.*))?", re.DOTALL
)
# What stands for the name where names are hidden.
_HIDDEN = frozenset({"participant", "teilnehmer", "participante", "participant/e", "参加者", "参与者"})


def read(folder: Folder, _: Exercises) -> Layout | None:
    """Return what was handed in, or None where the folder is no such download."""
    pieces: dict[tuple[str, str], list[Piece]] = {}
    stray = []
    for name, below in folder.folders.items():
        found = _NAME.fullmatch(name)
        if found is None:
            stray += list(below.all_files())
        else:
            pieces.setdefault((found["name"], found["number"] or ""), []).extend(pieces_of(below))
    for entry in folder.files:
        found = _NAME.fullmatch(entry.name)
        if found is None or not found["own"]:
            stray.append(entry)
        else:
            piece = piece_of(entry, len(folder.path), found["own"])
            pieces.setdefault((found["name"], found["number"] or ""), []).append(piece)
    if not pieces:
        return None
    parcels = [Parcel((_label(*whose),), tuple(mine)) for whose, mine in pieces.items()]
    return Layout(message("a download from Moodle"), tuple(parcels), tuple(stray))


def _label(name: str, number: str) -> Label:
    text = "" if name.casefold() in _HIDDEN else name
    return Label(text, ids={"moodle": number} if number else {})
