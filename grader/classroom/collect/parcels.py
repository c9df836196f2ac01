"""What each one handed in, as the layout of a source has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from grader.classroom.archives import Entry, bare_name
from grader.classroom.collect.matching import Piece
from grader.classroom.collect.notes import Note
from grader.classroom.collect.people import Label
from grader.classroom.collect.sources import Folder
from grader.language import Message


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one person, or a group, handed in at one instant, before anything in it was understood.

    Args:
        labels: how the layout names those who handed it in; nobody, where it does not.
        pieces: the files.
        at: when, where the layout says so.
        notes: what the layout says besides.
    """

    labels: tuple[Label, ...]
    pieces: tuple[Piece, ...] = field(repr=False)
    at: datetime | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What was read of a source: its kind, the parcels, files that belong to nobody, and what there is to say."""

    kind: Message
    parcels: tuple[Parcel, ...]
    stray: tuple[Entry, ...] = ()
    notes: tuple[Note, ...] = ()


def pieces_of(folder: Folder) -> tuple[Piece, ...]:
    """Return all files in and below somebody's folder."""
    return tuple(piece_of(entry, len(folder.path)) for entry in folder.all_files())


def piece_of(entry: Entry, depth: int, name: str | None = None, order: int | None = None) -> Piece:
    """Return a file as a piece: its author's own folders begin after `depth` parts of its path."""
    folders = tuple(bare_name(part) for part in entry.path[depth:-1])
    return Piece(entry, name or entry.name, folders, order)


def levels(folder: Folder) -> Iterator[Folder]:
    """Yield a folder, and while there is nothing in it but one other folder, that one."""
    yield folder
    while not folder.files and len(folder.folders) == 1 and folder.repository is None:
        (folder,) = folder.folders.values()
        yield folder
