"""Reads a TOML file, knows the line of every key, and keeps what is wrong until all of it is known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.language import Message, Problem, message

#: The keys and positions that lead to a value, for instance ``("exercises", 1, "points")``.
Where = tuple[str | int, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_STATEMENT = re.compile(rf"\s*(?:(?P<header>\[)|(?P<key>{_KEY}(?:\s*\.\s*{_KEY})*)\s*=)")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file: on which line, what, and what mends it."""

    line: int | None
    what: Message
    next_step: Message


class FileProblem(Problem):
    """Everything that is wrong in one file."""

    def __init__(self, path: Path, faults: Collection[Fault]) -> None:
        self.path = path
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        super().__init__(self.faults[0].what, self.faults[0].next_step)

    def in_language(self, language: str) -> str:
        """Return one line for each fault: where, what and the next step."""
        return "\n".join(
            f"{self.path}{f':{fault.line}' if fault.line else ''}: "
            f"{fault.what.in_language(language)} {fault.next_step.in_language(language)}"
            for fault in self.faults
        )


class Document:
    """A TOML file.

    Raises FileProblem where it cannot be read or is no TOML.

    Attributes:
        path: the file.
        data: its tables.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._faults: list[Fault] = []
        try:
            self._text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except OSError as error:
            raise self._broken(
                message("this file cannot be read: {reason}.", reason=error.strerror or str(error)),
                message("Check that it is a file and that you may read it."),
            ) from error
        except UnicodeDecodeError as error:
            raise self._broken(message("this file is not UTF-8."), message("Save it as UTF-8.")) from error
        try:
            self.data: dict[str, Any] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            last = max(1, len(self._text.splitlines()))
            raise self._broken(
                message("this is no TOML: {reason}.", reason=_PLACE.sub("", str(error))),
                message("Write one `key = value` a line; texts stand in quotes, dates do not."),
                int(place[1]) if place and place[1] else last,
            ) from error

    def fault(self, where: Where, what: Message, next_step: Message) -> None:
        """Note that something is wrong at the key `where`."""
        self._faults.append(Fault(self.line(where), what, next_step))

    def settle(self) -> None:
        """Raise FileProblem where anything was noted."""
        if self._faults:
            raise FileProblem(self.path, self._faults)

    def line(self, where: Where) -> int | None:
        """Return the line of a key; of one that has none of its own, that of what it stands in."""
        while where and where not in self._lines:
            where = where[:-1]
        return self._lines.get(where)

    def _broken(self, what: Message, next_step: Message, line: int | None = None) -> FileProblem:
        return FileProblem(self.path, [Fault(line, what, next_step)])

    @cached_property
    def _lines(self) -> dict[Where, int]:
        """Every key -> its line. tomllib tells no lines, but whether all that stands before a line is whole."""
        found: dict[Where, int] = {}
        lines = self._text.splitlines(keepends=True)
        table: Where = ()
        for number, line in enumerate(lines, 1):
            begins = _STATEMENT.match(line)
            if begins is None:
                continue
            try:
                tomllib.loads("".join(lines[: number - 1]))
            except tomllib.TOMLDecodeError:  # a text or a list over several lines goes on here
                continue
            if begins["header"]:
                table = _last(tomllib.loads(line), tomllib.loads("".join(lines[:number])))
                found[table] = number
            else:
                for key in _prefixes(tomllib.loads(f"{begins['key']} = 0")):
                    found.setdefault((*table, *key), number)
        return found


def _last(header: dict[str, Any], whole: Any) -> Where:
    """Return where a header leads: of an array of tables, to the last one there is."""
    where: list[str | int] = []
    while header:
        key, below = next(iter(header.items()))
        where.append(key)
        whole = whole[key]
        if isinstance(whole, list):
            where.append(len(whole) - 1)
            whole = whole[-1]
        header = below[0] if isinstance(below, list) else below
    return tuple(where)


def _prefixes(data: Any) -> list[Where]:
    """Return ("a",) and ("a", "b") for what ``a.b = 0`` makes."""
    found: list[Where] = []
    where: Where = ()
    while isinstance(data, dict):
        key, data = next(iter(data.items()))
        where = (*where, key)
        found.append(where)
    return found
