"""Finds out which exercise each file is an answer to, and which version of it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.archives import Entry, is_archive, is_unreadable_archive, shown, too_large
from grader.classroom.collect.definitions import definitions
from grader.classroom.collect.exercises import Exercises, Match, Sure
from grader.classroom.collect.notebooks import NoNotebook, read_notebook
from grader.classroom.collect.notes import Note, listed
from grader.classroom.collect.sources import MOST_BYTES
from grader.classroom.collect.texts import as_utf8
from grader.language import Message, message

# Times that lie this close together say nothing: a zip has them to two seconds.
_SAME_SECONDS = 2.0
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that somebody handed in.

    Args:
        entry: the file as it was seen.
        name: the name that its author gave it.
        folders: the folders around it, from the author's own on.
        order: its place among all files that were handed in, where the system says so.
    """

    entry: Entry
    name: str
    folders: tuple[str, ...] = ()
    order: int | None = None

    @property
    def place(self) -> tuple[str, ...]:
        """Where it lies among what its author handed in."""
        return (*self.folders, self.entry.name)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is graded for one exercise, and where it came from."""

    exercise: str
    data: bytes = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """A file that may be an answer, as text, and what has to be said if it is taken.

    `marked` is the exercise that cells of a notebook are marked with, where they are.
    """

    piece: Piece
    stem: str
    data: bytes = field(repr=False)
    said: tuple[Message, ...] = ()
    notebook: bool = False
    marked: str | None = None

    @property
    def path(self) -> str:
        return shown(self.piece.place)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that may be the answer to one exercise, and what made it one."""

    answer: _Answer
    match: Match
    said: tuple[Message, ...] = ()


def is_answer(name: str) -> bool:
    """Whether a file of this name is meant as an answer."""
    return name.lower().endswith((".py", ".pyw", ".py.txt", ".ipynb"))


def match_files(pieces: Sequence[Piece], exercises: Exercises) -> tuple[list[Taken], list[Note]]:
    """Return what is taken of somebody's files, one for each exercise at most, and what there is to say.

    Every file is either taken or named in a note.
    """
    matching = _Matching(exercises)
    for answer in matching.read(pieces):
        matching.by_name(answer)
    matching.by_contents()
    return matching.taken(), matching.notes


class _Matching:
    """What is known so far about the files of one author."""

    def __init__(self, exercises: Exercises) -> None:
        self.notes: list[Note] = []
        self._exercises = exercises
        self._candidates: dict[str, list[_Candidate]] = {}
        self._nameless: list[_Answer] = []

    def read(self, pieces: Sequence[Piece]) -> Iterator[_Answer]:
        """Yield the files that may be answers; note all others."""
        others, unreadable = [], []
        for piece in sorted(pieces, key=lambda piece: piece.entry.path):
            entry, path = piece.entry, shown(piece.place)
            if entry.trouble is not None:
                said = Message(entry.trouble.sentence, {**entry.trouble.fields, "path": path})
                self._note(said, open=is_answer(piece.name) or is_archive(piece.name))
            elif is_unreadable_archive(piece.name):
                unreadable.append(piece.place)
            elif entry.data is None or not (is_answer(piece.name) or self._named_like_one(piece)):
                others.append(piece.place)
            elif not entry.data.strip():
                self._note(message("{path} is empty: not taken.", path=path))
            else:
                yield from self._texts(piece, entry.data)
        if unreadable:
            self._note(
                message(
                    "Archives of this kind are not read; ask for a zip: {files}.", files=listed(unreadable)
                ),
                open=True,
            )
        if others:
            self._note(message("No Python, and not taken: {files}.", files=listed(others)))

    def by_name(self, answer: _Answer) -> None:
        """Make a candidate of an answer by its marks, its name, or the folder that it lies in."""
        if answer.marked is not None:
            self._add(_Candidate(answer, Match(answer.marked, Sure.CONTAINED)))
            return
        exercises = self._exercises
        match = exercises.match(answer.stem)
        if match is None:
            folders = [exercises.exact(name) for name in reversed(answer.piece.folders)]
            of_folder = next((name for name in folders if name), None)
            match = Match(of_folder, Sure.CONTAINED) if of_folder else None
        if match is None or (
            match.sure is Sure.NUMBER and not self._asked(match.exercise) & _defined(answer)
        ):
            # A number alone may be anybody's; what the file defines says more.
            self._nameless.append(answer)
            return
        path, name = answer.path, match.exercise
        if name not in exercises.names and match.sure is not Sure.EXACT and self._covered(_defined(answer)):
            self._nameless.append(answer)
        elif name not in exercises.names:
            self._note(
                message(
                    "{path} is for {exercise}, which is no part of this assignment.", path=path, exercise=name
                )
            )
        elif match.sure is Sure.EXACT and _is_plain(answer, name):
            self._add(_Candidate(answer, match))
        else:
            said = message("{path} was taken for {exercise} by its name.", path=path, exercise=name)
            self._add(_Candidate(answer, match, (said,)))

    def by_contents(self) -> None:
        """Make candidates of the answers whose names say nothing, by what they define."""
        named = set(self._candidates)
        for answer in self._nameless:
            defined = _defined(answer)
            found = self._covered(defined) or self._half_covered(defined)
            free = [name for name in found if name not in named]
            for name in free:
                said = message(
                    "{path} was taken for {exercise}, because it defines {names}.",
                    path=answer.path,
                    exercise=name,
                    names=_few(self._asked(name) & defined),
                )
                self._add(_Candidate(answer, Match(name, Sure.DEFINES), (said,)))
            if free:
                continue
            if found:
                self._note(
                    message(
                        "{path} defines what {exercise} asks for, but a file of that name was handed in: not taken.",
                        path=answer.path,
                        exercise=found[0],
                    )
                )
            else:
                self._unknown(answer)

    def taken(self) -> list[Taken]:
        """Return the answer to each exercise, and note the others."""
        taken = []
        for name in self._exercises.names:
            if name in self._candidates:
                best = self._best(name, self._candidates[name])
                taken.append(Taken(name, best.answer.data, shown(best.answer.piece.entry.path)))
                # Which of several was taken is said already, and with it for what.
                for said in (*(best.said if len(self._candidates[name]) == 1 else ()), *best.answer.said):
                    self._note(said)
                self._check_for_swap(best)
        return taken

    # -- reading ----------------------------------------------------------------------------------------------

    def _named_like_one(self, piece: Piece) -> bool:
        """Whether a text file, or one without an ending, has exactly the name of an exercise."""
        path = Path(piece.name)
        match = self._exercises.match(path.stem) if path.suffix.lower() in ("", ".txt") else None
        return match is not None and match.sure is Sure.EXACT and match.exercise in self._exercises.names

    def _texts(self, piece: Piece, data: bytes) -> Iterator[_Answer]:
        path = shown(piece.place)
        if piece.name.lower().endswith(".ipynb"):
            yield from self._cells(piece, data)
            return
        text = as_utf8(data)
        if text is None:
            self._note(message("{path} is no text: not taken.", path=path), open=True)
        elif len(text.data) > MOST_BYTES:
            self._note(too_large(path, MOST_BYTES), open=True)
        elif not text.data.strip():
            self._note(message("{path} is empty: not taken.", path=path))
        else:
            said = message("{path} was {encoding}; what is graded is UTF-8.", path=path, encoding=text.was)
            yield _Answer(piece, stem_of(piece.name), text.data, (said,) if text.was else ())

    def _cells(self, piece: Piece, data: bytes) -> Iterator[_Answer]:
        path, stem = shown(piece.place), stem_of(piece.name)
        try:
            notebook = read_notebook(data, self._exercises.exact, MOST_BYTES)
        except NoNotebook as error:
            why = message("{path} is no notebook that can be read: {reason}.", path=path, reason=error.why)
            self._note(why, open=True)
            return
        if not notebook.source.strip():
            self._note(message("{path} is empty: not taken.", path=path))
            return
        said: tuple[Message, ...] = ()
        if notebook.commented_out:
            said = (
                message(
                    "In {path}, magics and shell commands became comments: {count} lines.",
                    path=path,
                    count=notebook.commented_out,
                ),
            )
        if not notebook.chosen:
            joined = message("{path} is a notebook: its code cells were joined.", path=path)
            yield _Answer(piece, stem, _encoded(notebook.source), (joined, *said), notebook=True)
        for exercise, source in notebook.chosen.items():
            chosen = message(
                "{path} is a notebook: for {exercise} its cells under that header or tag were joined.",
                path=path,
                exercise=exercise,
            )
            yield _Answer(piece, stem, _encoded(source), (chosen, *said), notebook=True, marked=exercise)

    # -- recognising ------------------------------------------------------------------------------------------

    def _asked(self, exercise: str) -> frozenset[str]:
        return self._exercises.asked.get(exercise, frozenset())

    def _covered(self, defined: frozenset[str]) -> list[str]:
        """Return the exercises that `defined` answers in full, without those that ask for less than another of them."""
        asked = {name: self._asked(name) for name in self._exercises.names}
        full = [name for name, names in asked.items() if names and names <= defined]
        largest = [name for name in full if not any(asked[name] < asked[other] for other in full)]
        return [name for name in largest if sum(asked[name] == asked[other] for other in largest) == 1]

    def _half_covered(self, defined: frozenset[str]) -> list[str]:
        """Return the one exercise that `defined` answers for the larger part, by a name that no other asks for."""
        shares: dict[str, float] = {}
        for name in self._exercises.names:
            found = self._asked(name) & defined
            others = frozenset[str]().union(*(self._asked(o) for o in self._exercises.names if o != name))
            if found - others:
                shares[name] = len(found) / len(self._asked(name))
        best = max(shares.values(), default=0.0)
        leaders = [name for name, share in shares.items() if share == best]
        return leaders if len(leaders) == 1 and best >= 0.5 else []

    def _unknown(self, answer: _Answer) -> None:
        match = self._exercises.match(answer.stem)
        if match is not None and match.exercise in self._exercises.names:
            said = message(
                "{path} was taken for {exercise} by the number in its name.",
                path=answer.path,
                exercise=match.exercise,
            )
            self._add(_Candidate(answer, match, (said,)))
            return
        self._note(
            message(
                "{path} fits no exercise by its name nor by what it defines: not taken. A file is graded alone, "
                "without others that it may import.",
                path=answer.path,
            ),
            open=True,
        )

    def _check_for_swap(self, best: _Candidate) -> None:
        """Say where a file has the name of one exercise and the contents of another."""
        defined, own = _defined(best.answer), self._asked(best.match.exercise)
        if not own or own & defined:
            return
        others = [name for name in self._covered(defined) if name != best.match.exercise]
        if others:
            self._note(
                message(
                    "{path} has the name of {exercise}, but defines what {other} asks for.",
                    path=best.answer.path,
                    exercise=best.match.exercise,
                    other=others[0],
                ),
                open=True,
            )

    # -- versions ---------------------------------------------------------------------------------------------

    def _add(self, candidate: _Candidate) -> None:
        self._candidates.setdefault(candidate.match.exercise, []).append(candidate)

    def _best(self, exercise: str, candidates: list[_Candidate]) -> _Candidate:
        """Return which of several files for one exercise counts, and note which do not."""
        surest = min(candidate.match.sure for candidate in candidates)
        versions = [candidate for candidate in candidates if candidate.match.sure is surest]
        best, why = _newest(versions)
        others = [candidate for candidate in candidates if candidate is not best]
        different = [one for one in others if one.answer.data != best.answer.data]
        same = [one for one in others if one.answer.data == best.answer.data]
        if same:
            self._note(
                message(
                    "{files} says the same as {path}.",
                    files=listed(one.answer.piece.place for one in same),
                    path=best.answer.path,
                )
            )
        if different:
            less = [one for one in different if one.match.sure is not surest]
            reason = message("its name says so more plainly") if len(less) == len(different) else why
            self._note(
                message(
                    "Of several files for {exercise}, {path} was taken, because {reason}; not taken: {files}.",
                    exercise=exercise,
                    path=best.answer.path,
                    reason=reason,
                    files=listed(one.answer.piece.place for one in different),
                )
            )
        return best

    def _note(self, what: Message, *, open: bool = False) -> None:  # noqa: A002 - as the field of a note is called
        note = Note(what, open)
        if note not in self.notes:
            self.notes.append(note)


def _newest(versions: Sequence[_Candidate]) -> tuple[_Candidate, Message]:
    """Return the version that was handed in last, as far as can be told, and how it was told."""
    if len(versions) == 1:
        return versions[0], message("its name says so more plainly")
    orders: Mapping[int, int | None] = {id(one): one.answer.piece.order for one in versions}
    if all(order is not None for order in orders.values()) and len(set(orders.values())) == len(versions):
        return max(versions, key=lambda one: orders[id(one)] or 0), message("it was handed in last")
    times = [one.answer.piece.entry.modified for one in versions]
    if all(time is not None for time in times):
        latest = sorted(versions, key=lambda one: one.answer.piece.entry.modified or 0.0)
        last, before = (one.answer.piece.entry.modified or 0.0 for one in (latest[-1], latest[-2]))
        if last - before > _SAME_SECONDS:
            return latest[-1], message("it was changed last")
    latest = sorted(versions, key=lambda one: one.match.version)
    if latest[-1].match.version > latest[-2].match.version:
        return latest[-1], message("its name says that it is the last version")
    first = min(
        versions, key=lambda one: (one.answer.notebook, len(one.answer.path.split("/")), one.answer.path)
    )
    return first, message("nothing tells which is newer, and it comes first")


def _defined(answer: _Answer) -> frozenset[str]:
    return definitions(answer.data)


def _is_plain(answer: _Answer, exercise: str) -> bool:
    """Whether a file is called as nobody will wonder about."""
    number, _, slug = exercise.partition("_")
    names = (exercise, slug, number, number.lstrip("0"))
    return answer.stem in names and not answer.piece.name.lower().endswith(".txt")


def stem_of(name: str) -> str:
    """Return a name without its endings: "max_pooling" for "max_pooling.py.txt"."""
    for ending in (".py.txt", ".ipynb", ".pyw", ".py", ".txt"):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


def _encoded(source: str) -> bytes:
    return source.encode("utf-8", "replace")


def _few(names: frozenset[str]) -> str:
    shown_names = sorted(names)[:_MOST_NAMED]
    return ", ".join(shown_names) + (" …" if len(names) > _MOST_NAMED else "")
