"""Reads what no system laid out: a folder or an archive for each student, or files that bear names."""

from __future__ import annotations

import re

from grader.classroom.archives import Entry, bare_name
from grader.classroom.collect.exercises import Exercises, Sure
from grader.classroom.collect.matching import Piece, is_answer, stem_of
from grader.classroom.collect.parcels import Layout, Parcel, levels, piece_of, pieces_of
from grader.classroom.collect.people import Label
from grader.classroom.collect.sources import Folder
from grader.language import message

# Names of folders that say what is in them, and not whose it is.
_NOBODY = re.compile(
    r"(?:hw|homework|assignment|lab|week|作业|实验)?[\s_.-]*\d*|src|source|code|solutions?|submissions?|exercises|answers?"
    r"|downloads?|files?|提交|代码|答案",
    re.IGNORECASE,
)


def read(root: Folder, exercises: Exercises) -> Layout:
    """Return what was handed in."""
    *_, folder = levels(root)
    if _is_somebodys(folder, exercises):
        return Layout(
            message("the work of one student"), (Parcel((Label(_owner(root)),), pieces_of(folder)),)
        )
    flat = _flat(folder, exercises)
    if not folder.folders:
        return flat
    parcels = [Parcel((Label(bare_name(name)),), pieces_of(below)) for name, below in folder.folders.items()]
    kind = message("a folder or an archive for each student")
    return Layout(kind, (*parcels, *flat.parcels), flat.stray)


def _is_somebodys(folder: Folder, exercises: Exercises) -> bool:
    """Whether a folder holds answers themselves: files, or folders, that are called as the exercises are."""
    matches = [exercises.match(stem_of(entry.name)) for entry in folder.files if is_answer(entry.name)]
    if any(match is not None and match.sure is Sure.EXACT for match in matches):
        return True
    return bool(folder.folders) and all(exercises.exact(bare_name(name)) for name in folder.folders)


def _owner(root: Folder) -> str:
    """Return the name of the innermost folder that may be a person's."""
    names = [bare_name(folder.name) for folder in levels(root)]
    return next((name for name in reversed(names) if not _NOBODY.fullmatch(name)), names[0])


def _flat(folder: Folder, exercises: Exercises) -> Layout:
    """Return files that bear the names of student and exercise: ``zhang_san_max_pooling.py``."""
    pieces: dict[str, list[Piece]] = {}
    stray: list[Entry] = []
    for entry in folder.files:
        label, name = _divided(entry.name, exercises)
        if label is None:
            stray.append(entry)
        else:
            pieces.setdefault(label, []).append(piece_of(entry, len(folder.path), name))
    parcels = [Parcel((Label(label),), tuple(mine)) for label, mine in pieces.items()]
    return Layout(message("files that bear the names of students"), tuple(parcels), tuple(stray))


def _divided(name: str, exercises: Exercises) -> tuple[str | None, str]:
    """Return what the name of an answer says beside the exercise, None where that is nothing, and what is left."""
    if not is_answer(name):
        return None, name
    stem = stem_of(name)
    match = exercises.match(stem)
    if match is None:
        return stem.strip(" _-.") or None, name
    if match.sure is not Sure.CONTAINED:
        return match.rest or None, name
    version = f" ({match.version:g})" if match.version else ""
    return match.rest or None, f"{match.exercise}{version}{name[len(stem) :]}"
