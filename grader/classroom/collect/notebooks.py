"""Makes a Python file of a notebook's cells, and runs none of them."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.language import Message, message

# Cell magics whose body is ordinary Python; the body of every other is something else.
_PYTHON_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "python", "python3", "pypy", "memit", "mprun", "lprun"}
)
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_MAGIC_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<line>(?:[%!?]|[\w.]+[ \t]*=[ \t]*[%!])[^\r\n]*|[\w.]+\?{1,2}[ \t]*)\r?\Z"
)
_QUOTED = re.compile(
    r'''"""(?:\\.|(?!""").)*"""|\'\'\'(?:\\.|(?!\'\'\').)*\'\'\'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*''',
    re.DOTALL,
)
_FIRST_COMMENT = re.compile(r"\s*#+[ \t]*(?:%%)?[ \t]*([^\n]+)")


@dataclass(frozen=True, slots=True)
class Notebook:
    """The code of a notebook.

    Args:
        source: all code cells, one after the other.
        chosen: exercise -> the cells that are marked as its own, after those that come before every mark.
        commented_out: how many lines of magics and shell commands became comments.
    """

    source: str
    chosen: dict[str, str]
    commented_out: int = 0


class NoNotebook(Exception):
    """Why a file is no notebook with Python in it."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


def read_notebook(data: bytes, exercise_of: Callable[[str], str | None], most: int) -> Notebook:
    """Return the code of a notebook.

    Cells belong to an exercise by a tag, by the last header above them that names one, or by a comment in their
    first line that names one. `exercise_of` returns which exercise a text names, None for none. Raises NoNotebook,
    also for more than `most` letters of code.
    """
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NoNotebook(message("it is no JSON")) from None
    cells = _cells(notebook)
    if cells is None:
        raise NoNotebook(message("it has no cells"))
    language = _language(notebook)
    if language not in ("", "python", "ipython"):
        raise NoNotebook(message("its language is {language}", language=language[:40]))
    if sum(len(_source(cell)) for cell in cells if cell.get("cell_type") == "code") > most:
        raise NoNotebook(message("its code is larger than {size} MiB", size=f"{most / 2**20:.3g}"))
    parts: list[tuple[str | None, str]] = []
    below: str | None = None
    commented_out = 0
    for cell in cells:
        text = _source(cell)
        if cell.get("cell_type") in ("markdown", "heading", "raw"):
            below = _named_by_headers(text, exercise_of) or below
        elif cell.get("cell_type") == "code" and text.strip():
            first = _FIRST_COMMENT.match(text)
            by_comment = exercise_of(first[1]) if first else None
            if by_comment:
                below = by_comment
            plain, count = without_magics(text)
            commented_out += count
            parts.append((_tagged(cell, exercise_of) or below, plain))
    names = dict.fromkeys(name for name, _ in parts if name)
    chosen = {wanted: _joined([text for name, text in parts if name in (None, wanted)]) for wanted in names}
    return Notebook(_joined([text for _, text in parts]), chosen, commented_out)


def without_magics(cell: str) -> tuple[str, int]:
    """Return a cell with its magics and shell commands as comments, and how many lines that were."""
    whole = _CELL_MAGIC.match(cell)
    if whole and whole[1] not in _PYTHON_MAGICS:
        lines = cell.splitlines()
        return "\n".join(f"# {line}" for line in lines), len(lines)
    if not whole and _is_python(cell):
        return cell, 0
    inside: set[int] = set()
    for found in _QUOTED.finditer(cell):
        first = cell.count("\n", 0, found.start())
        inside.update(range(first + 1, first + 1 + found[0].count("\n")))
    count = 0
    lines = cell.split("\n")
    for number, line in enumerate(lines):
        magic = _MAGIC_LINE.match(line)
        if magic and number not in inside:
            # An indented one may be all that there is in its block.
            lines[number] = f"{magic['indent']}{'pass  ' if magic['indent'] else ''}# {magic['line']}"
            count += 1
    return "\n".join(lines), count


def _cells(notebook: Any) -> list[dict[str, Any]] | None:
    """Return the cells of a notebook of format 4, or of format 3, which had them in worksheets."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        sheets = notebook.get("worksheets")
        if not isinstance(sheets, list):
            return None
        cells = []
        for sheet in sheets:
            found = sheet.get("cells") if isinstance(sheet, dict) else None
            cells += found if isinstance(found, list) else []
    return [cell for cell in cells if isinstance(cell, dict)]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata")
    for place, key in (("kernelspec", "language"), ("language_info", "name")):
        found = metadata.get(place) if isinstance(metadata, dict) else None
        name = found.get(key) if isinstance(found, dict) else None
        if isinstance(name, str):
            return name.lower()
    return ""


def _tagged(cell: dict[str, Any], exercise_of: Callable[[str], str | None]) -> str | None:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str) and (found := exercise_of(tag)):
            return found
    return None


def _named_by_headers(text: str, exercise_of: Callable[[str], str | None]) -> str | None:
    """Return the exercise that the last header names; a cell of the kind "heading" is nothing but one."""
    lines = [line.strip() for line in text.splitlines()]
    headers = [line.strip("# \t") for line in lines if line.startswith("#")] or lines[:1]
    return next((name for line in reversed(headers) if (name := exercise_of(line))), None)


def _joined(cells: Sequence[str]) -> str:
    return "\n\n\n".join(cell.strip("\n") for cell in cells) + "\n"


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a learner's odd escapes are not ours to warn of
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
