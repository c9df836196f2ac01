"""Finds the file for each exercise in the one submission that a consumer's container holds, and reads it as bytes.

The folder is a stranger's: links are not followed, only ordinary files are opened, and the search has an end.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.language import Message, message

# An answer to an exercise has a few hundred lines; a megabyte holds twenty thousand.
MOST_BYTES = 2**20
MOST_ENTRIES = 5_000
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The file for one exercise: its bytes, or why there are none. `missing` says that there is no such file."""

    exercise: str
    name: str
    source: bytes | None
    missing: bool = False
    reason: Message | None = None


def find_files(folder: Path, exercises: Sequence[str]) -> list[Found]:
    """Return the file for each exercise, named like the folder of the exercise: ``46_max_pooling``.

    It may be called ``max_pooling.py`` or ``46_max_pooling.py`` and lie anywhere in the folder; the one nearest to
    its top counts, and two as near as each other are refused. Where there is one exercise and one Python file, that
    is it.
    """
    files = list(_python_files(folder))
    found = []
    for exercise in exercises:
        slug = exercise.partition("_")[2]
        names = {f"{slug}.py", f"{exercise}.py"}
        places = [path for path in files if path.name in names]
        if not places and len(exercises) == 1 and len(files) == 1:
            places = files
        depth = min((len(path.parts) for path in places), default=0)
        nearest = [path for path in places if len(path.parts) == depth]
        found.append(_read(folder, exercise, f"{slug}.py", nearest))
    return found


def read_untrusted(path: Path, most: int = MOST_BYTES) -> bytes | Message:
    """Return the bytes of an ordinary file, or what is wrong with it."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 (a descriptor, not a path)
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return message("{path} is no ordinary file.", path=path.name)
            source = file.read(most + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        return message("{path} cannot be read: {reason}.", path=path.name, reason=reason)
    if len(source) > most:
        return message("{path} is larger than 1 MiB.", path=path.name)
    if not source.strip():
        return message("{path} is empty.", path=path.name)
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        return message(
            "{path} is not UTF-8: line {line} has a byte that no text has.", path=path.name, line=line
        )
    return source


def _read(folder: Path, exercise: str, name: str, places: Sequence[Path]) -> Found:
    if not places:
        return Found(
            exercise, name, None, missing=True, reason=message("{name} was not handed in.", name=name)
        )
    if len(places) > 1:
        shown = ", ".join(str(path.relative_to(folder)) for path in places)
        reason = message("Which file counts? There are {names}.", names=shown)
        return Found(exercise, name, None, reason=reason)
    source = read_untrusted(places[0])
    if isinstance(source, Message):
        return Found(exercise, name, None, reason=source)
    return Found(exercise, str(places[0].relative_to(folder)), source)


def _python_files(folder: Path) -> Iterator[Path]:
    """Yield what is called like a Python file, whatever it is, from the top down and in the order of names."""
    left = MOST_ENTRIES
    level = [folder]
    for _ in range(DEEPEST):
        below: list[Path] = []
        for place in level:
            try:
                entries = sorted(os.scandir(place), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                left -= 1
                if left < 0:
                    return
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith((".", "__")):
                        below.append(place / entry.name)
                elif entry.name.endswith(".py"):
                    yield place / entry.name
        level = below
