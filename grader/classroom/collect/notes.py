"""What there is to say about what was handed in: sentences, and whether somebody has to look into them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.classroom.archives import shown
from grader.language import Message

_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence. `open` says that something was left over that a person may have to match by hand."""

    message: Message
    open: bool = False


def listed(paths: Iterable[Sequence[str]]) -> str:
    """Return paths as one text: each by its name, or where they are many, the folders that hold them."""
    names = sorted({tuple(path) for path in paths})
    if len(names) <= _MOST_NAMES:
        return ", ".join(shown(name) for name in names)
    depth = max(len(name) for name in names)
    while True:
        depth -= 1
        folders: dict[tuple[str, ...], int] = {}
        for name in names:
            folder = name[: max(1, min(depth, len(name) - 1))]
            folders[folder] = folders.get(folder, 0) + 1
        if len(folders) <= _MOST_NAMES or depth <= 1:
            return ", ".join(f"{shown(folder)}/ ({count})" for folder, count in folders.items())
