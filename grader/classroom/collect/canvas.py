"""Reads what Canvas's "Download Submissions" gives: files called ``zhangsan_LATE_4321_98765_max_pooling-1.py``.

That is the sortable name without spaces and signs, the mark of lateness, the numbers of the user and of the upload,
and the file's own name, to which Canvas adds -1, -2 ... where it was handed in again. Where names are hidden, ``anon_``
and five letters stand for name and user. A text or a link has no upload: ``zhangsan_4321_text.html``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.classroom.archives import shown
from grader.classroom.collect.exercises import Exercises
from grader.classroom.collect.matching import Piece
from grader.classroom.collect.notes import Note
from grader.classroom.collect.parcels import Layout, Parcel, piece_of
from grader.classroom.collect.people import Label
from grader.classroom.collect.sources import Folder
from grader.language import message

_NAME = re.compile(
    r"""(?:(?P<name>.+?)_)??(?P<late>LATE_|late_)?
        (?:(?P<user>\d+)|anon_(?P<anonymous>[A-Za-z0-9]{5}))_
        (?:(?P<upload>\d+)_(?P<own>.+)|(?:text|link)\.html)""",
    re.VERBOSE | re.DOTALL,
)
# Numbers of uploads are kept as numbers for sorting; none is longer than this.
_DIGITS = 18


def read(folder: Folder, exercises: Exercises) -> Layout | None:
    """Return what was handed in, or None where the folder is no such download."""
    names = [*folder.folders, *(entry.name for entry in folder.files)]
    found = {name: match for name in names if (match := _NAME.fullmatch(name))}
    if not found or 2 * len(found) < len(names) or not _are_uploads(list(found.values()), exercises):
        return None
    pieces: dict[tuple[str, str], list[Piece]] = {}
    late: set[tuple[str, str]] = set()
    stray = []
    depth = len(folder.path)
    for entry in folder.all_files():
        match = found.get(entry.path[depth])
        if match is None:
            stray.append(entry)
            continue
        whose = (match["name"] or "", match["user"] or match["anonymous"])
        own = match["own"] if len(entry.path) == depth + 1 else None
        order = int(match["upload"][:_DIGITS]) if match["upload"] else None
        pieces.setdefault(whose, []).append(piece_of(entry, depth + 1, own, order))
        if match["late"]:
            late.add(whose)
    parcels = [
        Parcel(
            (Label(name or number, ids={"canvas": number}, squeezed=True),),
            tuple(mine),
            notes=_notes(mine, (name, number) in late),
        )
        for (name, number), mine in pieces.items()
    ]
    return Layout(message("a download from Canvas"), tuple(parcels), tuple(stray))


def _are_uploads(found: Sequence[re.Match[str]], exercises: Exercises) -> bool:
    """Whether such names are Canvas's own.

    Others look like it: ``zhang_20260001_46_max_pooling.py``. But uploads all have different numbers, and not that of
    the exercise that follows.
    """
    uploads = [match["upload"] for match in found if match["upload"]]
    if len(set(uploads)) < len(uploads):
        return False
    for match in found:
        own = exercises.match(match["own"].rpartition(".")[0]) if match["own"] else None
        if own is not None and own.exercise.partition("_")[0].lstrip("0") == match["upload"].lstrip("0"):
            return False
    return True


def _notes(pieces: Sequence[Piece], late: bool) -> tuple[Note, ...]:
    if not late:
        return ()
    path = shown(pieces[0].entry.path)
    said = message(
        "Canvas marks {path} as late, but its download does not say when it was handed in.", path=path
    )
    return (Note(said),)
