"""Finds the student whom a folder, a file or a system names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from grader.classroom.collect.names import (
    ideographs,
    joined_names,
    parts_of_name,
    same_text,
    slug,
    words,
)
from grader.classroom.collect.notes import Note
from grader.classroom.model import Student
from grader.language import Message, message

_SHORTEST_CHINESE_NAME = 2
_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Label:
    """How a layout names somebody.

    Args:
        text: what stands there: a name, a number, or both.
        email: his address, where the system says so.
        number: his number at the school, where the system says so.
        ids: system -> number there. Such numbers say nothing about those of another system.
        squeezed: whether the system itself writes names in one word and in lower case.
    """

    text: str
    email: str = ""
    number: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    squeezed: bool = False

    @property
    def shown(self) -> str:
        """What to call him in a sentence."""
        return self.text or self.email or ", ".join(self.ids.values()) or "?"


class People:
    """The students of a class. Whoever is not among them is added, unless there is a roster to say who is.

    Args:
        known: the students so far.
        groups: name of a group -> the ids of its students.
        closed: whether nobody else belongs to the class.
    """

    def __init__(
        self,
        known: Iterable[Student] = (),
        groups: Mapping[str, Sequence[str]] | None = None,
        *,
        closed: bool = False,
    ) -> None:
        self._students: dict[str, Student] = {}
        self._joined: dict[str, set[str]] = {}
        self._groups = {same_text(name): tuple(members) for name, members in (groups or {}).items()}
        self._group_of = {
            member: members for members in self._groups.values() for member in members if len(members) > 1
        }
        self._closed = closed
        for student in known:
            self._add(student)

    @property
    def students(self) -> tuple[Student, ...]:
        """Everybody, in the order in which they became known."""
        return tuple(self._students.values())

    def group(self, student: str) -> tuple[str, ...]:
        """Return the ids of all who hand in together with a student, himself included."""
        return self._group_of.get(student, (student,))

    def find(self, label: Label) -> tuple[tuple[str, ...], list[Note]]:
        """Return the ids of those whom a label names, none where nobody can be told, and what there is to say."""
        members = self._groups.get(same_text(label.text))
        if members:
            return members, []
        found, sure = self._candidates(label)
        if len(found) > 1:
            names = ", ".join(called(self._students[identity]) for identity in sorted(found))
            said = message("“{label}” may be any of these: {names}.", label=label.shown, names=names)
            return (), [Note(said, open=True)]
        if not found:
            if self._closed:
                return (), [Note(self._nobody(label), open=True)]
            return (self._new(label),), []
        (identity,) = found
        self._learn(identity, label)
        if sure:
            return self.group(identity), []
        said = message(
            "“{label}” was taken for {student}.", label=label.shown, student=called(self._students[identity])
        )
        return self.group(identity), [Note(said)]

    def _candidates(self, label: Label) -> tuple[set[str], bool]:
        """Return whom a label may name, by the surest sign that names anybody, and whether that is beyond doubt."""
        compatible = {student.id for student in self._students.values() if not _differ(student, label)}
        for signs in (self._by_number(label), self._by_email(label), self._by_id(label.text) & compatible):
            if signs:
                return signs, True
        named = {
            identity for identity in compatible if _text(self._students[identity].name) == _text(label.text)
        }
        if label.text and named:
            spelt = {identity for identity in named if self._spelt_so(identity, label.text)}
            return spelt or named, bool(spelt)
        if not self._closed:
            # Without a roster nobody knows whether Li Wei and Wei Li are one person.
            return {slug(label.text)} & compatible, False
        numbered = self._by_tokens(label.text, with_digits=True) & compatible
        named = (self._by_name(label.text) or self._by_inner_name(label.text)) & compatible
        if numbered:
            agree = numbered & named
            return (agree, True) if agree else (numbered | named, True)
        if named:
            return named, label.squeezed
        return self._by_tokens(label.text, with_digits=False) & compatible, False

    def _by_number(self, label: Label) -> set[str]:
        found = {
            student.id
            for student in self._students.values()
            for system, number in label.ids.items()
            if number and same_text(student.ids.get(system, "")) == same_text(number)
        }
        return found or (self._by_id(label.number) if label.number else set())

    def _by_email(self, label: Label) -> set[str]:
        address = same_text(label.email)
        return {s.id for s in self._students.values() if address and same_text(s.email) == address}

    def _by_id(self, text: str) -> set[str]:
        """Return whose id, address or account is exactly this text, apart from case."""
        wanted = same_text(text)
        return {
            student.id
            for student in self._students.values()
            for number in _numbers(student)
            if wanted and same_text(number) == wanted
        }

    def _spelt_so(self, identity: str, text: str) -> bool:
        return " ".join(self._students[identity].name.split()) == " ".join(text.replace("_", " ").split())

    def _by_tokens(self, text: str, *, with_digits: bool) -> set[str]:
        """Return whose id or account stands in a text as a word of its own: "20260001_zhang_san"."""
        tokens = {word.text for word in words(text)} | set(same_text(text).replace("_", " ").split())
        return {
            student.id
            for student in self._students.values()
            for number in _numbers(student)
            if len(number) > 2
            and any(map(str.isdigit, number)) is with_digits
            and same_text(number) in tokens
        }

    def _by_name(self, text: str) -> set[str]:
        """Return whose name a text is, apart from accents, signs and the order of its parts."""
        joined = "".join(parts_of_name(text))
        return {identity for identity, forms in self._joined.items() if joined in forms}

    def _by_inner_name(self, text: str) -> set[str]:
        """Return whose name stands in a text among other words."""
        parts = parts_of_name(text)
        runs = {"".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
        found = {
            identity
            for identity, forms in self._joined.items()
            if any(form in runs and (len(form) > 3 or not form.isascii()) for form in forms)
        }
        chinese = ideographs(text)
        for student in self._students.values():
            name = "".join(ideographs(student.name))
            if len(name) >= _SHORTEST_CHINESE_NAME and any(name in run for run in chinese):
                found.add(student.id)
        # "欧阳娜娜" holds "欧阳娜", who is somebody else.
        longest = max((len(self._students[identity].name) for identity in found), default=0)
        return {i for i in found if len(self._students[i].name) == longest} if chinese else found

    def _nobody(self, label: Label) -> Message:
        names = {called(student): student for student in self._students.values()}
        close = difflib.get_close_matches(label.shown, names, n=1, cutoff=_ALIKE)
        if close:
            return message(
                "“{label}” is not on the roster; the nearest is {name}.", label=label.shown, name=close[0]
            )
        return message("“{label}” is not on the roster.", label=label.shown)

    def _new(self, label: Label) -> str:
        """Add somebody whom nobody knew. Systems tell two students of one name apart by their numbers."""
        identity = (
            label.number or next(iter(label.ids.values()), "") or slug(label.text) or label.email or "unknown"
        )
        taken = {same_text(name) for name in self._students}
        if same_text(identity) in taken:
            identity = next(name for n in count(2) if same_text(name := f"{identity}_{n}") not in taken)
        self._add(Student(identity, label.text, label.email, ids=dict(label.ids)))
        return identity

    def _learn(self, identity: str, label: Label) -> None:
        """Keep the numbers by which a system knows a student."""
        student = self._students[identity]
        ids = {**label.ids, **student.ids}
        self._students[identity] = replace(student, email=student.email or label.email, ids=ids)

    def _add(self, student: Student) -> None:
        self._students[student.id] = student
        self._joined[student.id] = joined_names(student.name)


def _differ(student: Student, label: Label) -> bool:
    """Whether a system knows both by different numbers, so that they are two people."""
    return any(
        system in student.ids and same_text(student.ids[system]) != same_text(number)
        for system, number in label.ids.items()
    )


def called(student: Student) -> str:
    """Return how to call a student in a sentence: by name and id."""
    return f"{student.name} ({student.id})" if student.name and student.name != student.id else student.id


def _text(name: str) -> str:
    return same_text(name.replace("_", " "))


def _numbers(student: Student) -> list[str]:
    """Return what a student is known by beside the name."""
    account = student.email.partition("@")[0]
    return [text for text in (student.id, student.email, account, *student.ids.values()) if text]
