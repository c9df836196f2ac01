"""What changed from one text to the next, within limits that no log can pass."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum

# Looking for the smallest difference takes time that grows with the square of the lines, and somebody may want that.
MOST_LINES = 600
CONTEXT = 3


class Mark(StrEnum):
    """What a line of a difference is."""

    ADDED = "added"
    REMOVED = "removed"
    SAME = "same"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines of a difference with their marks; `whole` says that it is the later text and no difference.

    Both are the case where a text is too long to be compared.
    """

    lines: tuple[tuple[Mark, str], ...]
    added: int = 0
    removed: int = 0
    whole: bool = False


def difference(before: str, after: str) -> Difference:
    """Return what changed from `before` to `after`, with three lines of context."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return Difference(tuple((Mark.SAME, line) for line in new), whole=True)
    lines = []
    for line in list(difflib.unified_diff(old, new, n=CONTEXT, lineterm=""))[2:]:
        match line[0]:
            case "+":
                lines.append((Mark.ADDED, line[1:]))
            case "-":
                lines.append((Mark.REMOVED, line[1:]))
            case "@":
                lines.append((Mark.PLACE, line))
            case _:
                lines.append((Mark.SAME, line[1:]))
    marks = [mark for mark, _ in lines]
    return Difference(tuple(lines), marks.count(Mark.ADDED), marks.count(Mark.REMOVED))
