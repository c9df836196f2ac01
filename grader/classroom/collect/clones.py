"""Reads clones of the repositories that students work in, as GitHub Classroom names them: ``hw1-zhangsan``.

An attempt is the last commit of the branch that is checked out, and its instant the one of that commit. What lies in
the working folder and was not committed was not handed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.classroom.collect.exercises import Exercises
from grader.classroom.collect.notes import Note
from grader.classroom.collect.parcels import Layout, Parcel, pieces_of
from grader.classroom.collect.people import Label
from grader.classroom.collect.repositories import Repository
from grader.classroom.collect.sources import Folder
from grader.language import message

_KIND = message("clones of repositories")
_CLOCK = Note(
    message("When a commit was made is what the machine says that made it, and its owner can set its clock.")
)


def read(folder: Folder, _: Exercises) -> Layout | None:
    """Return what was handed in, or None where neither the folder nor those in it are clones."""
    if folder.repository is not None:
        return Layout(_KIND, (_parcel(folder, folder.repository, ""),), notes=(_CLOCK,))
    clones = [below for below in folder.folders.values() if below.repository is not None]
    if not clones:
        return None
    prefix = _common_prefix([clone.name for clone in clones])
    parcels = []
    for below in folder.folders.values():
        if below.repository is not None:
            parcels.append(_parcel(below, below.repository, prefix))
        else:
            parcels.append(Parcel((Label(below.name.removeprefix(prefix)),), pieces_of(below)))
    return Layout(_KIND, tuple(parcels), tuple(folder.files), (_CLOCK,))


def _parcel(folder: Folder, repository: Repository, prefix: str) -> Parcel:
    said = message("Commit {commit} was read.", commit=repository.commit[:12])
    account = folder.name.removeprefix(prefix)
    return Parcel((Label(account, ids={"github": account}),), pieces_of(folder), repository.at, (Note(said),))


def _common_prefix(names: Sequence[str]) -> str:
    """Return what the names of all clones begin with, up to a hyphen: the assignment. Nothing for a single one."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[: first.rfind("-", 0, same) + 1]
