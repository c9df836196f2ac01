"""Collects: reads the sources, finds out who and what, and makes attempts of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.classroom.archives import Entry, Limits
from grader.classroom.assignment import exercises_of, pack_of
from grader.classroom.collect.exercises import Exercises
from grader.classroom.collect.layouts import read_layout
from grader.classroom.collect.matching import Piece, is_answer, match_files
from grader.classroom.collect.notes import Note, listed
from grader.classroom.collect.parcels import Parcel
from grader.classroom.collect.people import People
from grader.classroom.collect.roster import Roster
from grader.classroom.collect.sources import read_source
from grader.classroom.collect.storage import attempt_id
from grader.classroom.model import Assignment, Attempt, Collection, HandedIn, Student
from grader.language import Message, message

UNDATED = message("It is not known when this was handed in, so it counts as in time.")


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected now.

    Args:
        collection: the students and their attempts; the paths of the files lie in the folder that was given.
        open: what somebody has to look into, because it was matched to nobody or to no exercise.
        layouts: name of a source -> how it was laid out.
    """

    collection: Collection
    open: tuple[Message, ...] = ()
    layouts: tuple[tuple[str, Message], ...] = ()


def collect(
    assignment: Assignment,
    sources: Sequence[Path],
    store: Path,
    *,
    roster: Roster | None = None,
    known: Iterable[Student] = (),
    at: datetime | None = None,
    limits: Limits | None = None,
) -> Collected:
    """Return what lies in `sources` as attempts of students.

    Args:
        assignment: whose exercises are looked for.
        sources: folders, archives or files.
        store: a folder of one's own, into which what is graded is written under its hash.
        roster: who is in the class; nobody else is, then. Without it, everybody is who hands something in.
        known: students of earlier collections.
        at: the instant of what has none of its own.
        limits: how much of an archive is read.

    Nothing is dropped: every file that was seen is taken or named in a note. Raises Problem for a source that cannot
    be read.
    """
    collecting = _Collecting(assignment, store, roster, known, at)
    for source in sources:
        collecting.read(source, limits)
    return collecting.collected()


class _Collecting:
    """What was collected so far."""

    def __init__(
        self,
        assignment: Assignment,
        store: Path,
        roster: Roster | None,
        known: Iterable[Student],
        at: datetime | None,
    ) -> None:
        self._exercises = Exercises(exercises_of(assignment), pack_of(assignment).exercises.values())
        self._store = store
        self._instants: Mapping[str, datetime] = roster.instants if roster else {}
        self._at = at
        groups = {**assignment.groups, **(roster.groups if roster else {})}
        students = roster.students if roster else tuple(known)
        self._people = People(students, groups, closed=roster is not None)
        self._attempts: dict[str, Attempt] = {}
        self._notes: list[Message] = []
        self._open: list[Message] = []
        self._layouts: list[tuple[str, Message]] = []
        self._take(roster.notes if roster else ())

    def read(self, path: Path, limits: Limits | None) -> None:
        """Collect from one source."""
        source = read_source(path, limits)
        layout = read_layout(source.root, self._exercises)
        self._layouts.append((source.root.name, layout.kind))
        self._take([*source.notes, *layout.notes])
        self._take(_about_stray(layout.stray))
        parcels: dict[tuple[tuple[str, ...], datetime | None], list[Parcel]] = {}
        said: dict[tuple[tuple[str, ...], datetime | None], list[Note]] = {}
        for parcel in layout.parcels:
            students, notes = self._whose(parcel)
            if not students:
                self._take([*notes, *parcel.notes, _unclaimed(parcel)])
                continue
            at = parcel.at or next(
                (self._instants[one] for one in students if one in self._instants), self._at
            )
            parcels.setdefault((students, at), []).append(parcel)
            said.setdefault((students, at), []).extend([*notes, *parcel.notes])
        for key, mine in parcels.items():
            self._attempt(*key, [piece for parcel in mine for piece in parcel.pieces], said[key])

    def collected(self) -> Collected:
        collection = Collection(self._people.students, tuple(self._attempts.values()), tuple(self._notes))
        return Collected(collection, tuple(self._open), tuple(self._layouts))

    def _whose(self, parcel: Parcel) -> tuple[tuple[str, ...], list[Note]]:
        students: dict[str, None] = {}
        notes: list[Note] = []
        for label in parcel.labels:
            found, said = self._people.find(label)
            students |= dict.fromkeys(found)
            notes += said
        return tuple(students), notes

    def _attempt(
        self, students: tuple[str, ...], at: datetime | None, pieces: Sequence[Piece], notes: Sequence[Note]
    ) -> None:
        taken, found = match_files(pieces, self._exercises)
        files = []
        for each in taken:
            sha256 = hashlib.sha256(each.data).hexdigest()
            path = self._store / f"{sha256}.py"
            path.write_bytes(each.data)
            files.append(HandedIn(each.exercise, path, sha256, each.origin))
        all_notes = [*notes, *found]
        if at is None:
            all_notes.append(
                Note(message("It is not known when this was handed in, so it counts as in time."))
            )
        self._open += [note.message for note in all_notes if note.open]
        attempt = Attempt(
            attempt_id(students, at, files),
            students,
            at,
            tuple(files),
            tuple(note.message for note in all_notes),
        )
        self._attempts[attempt.id] = attempt

    def _take(self, notes: Iterable[Note]) -> None:
        """Keep notes that are about nobody's attempt."""
        for note in notes:
            self._notes.append(note.message)
            if note.open:
                self._open.append(note.message)


def _about_stray(stray: Sequence[Entry]) -> Iterator[Note]:
    """Yield what there is to say about files that belong to nobody."""
    answers = [entry.path for entry in stray if is_answer(entry.name)]
    others = [entry.path for entry in stray if not is_answer(entry.name)]
    if answers:
        said = message(
            "Nothing says whose these are, so they were not taken: {files}.", files=listed(answers)
        )
        yield Note(said, open=True)
    if others:
        yield Note(message("Nobody's, and not taken: {files}.", files=listed(others)))


def _unclaimed(parcel: Parcel) -> Note:
    said = message(
        "Nothing of this was taken, because nobody is known whose it is: {files}.",
        files=listed(piece.entry.path for piece in parcel.pieces),
    )
    return Note(said, open=True)
