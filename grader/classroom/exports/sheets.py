"""A CSV sheet of another system: found cell by cell, and changed in single cells, byte by byte as it was elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.language import Problem, message

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINES_LOOKED_AT = 3
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where its bytes lie in the file, with their quotation marks, and what they say."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file and its cells, row by row; an empty line is a row without cells."""

    data: bytes
    delimiter: str
    rows: tuple[tuple[Cell, ...], ...]

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, without white space around it; "" where the row is too short for it."""
        cells = self.rows[row]
        return cells[column].text.strip() if column < len(cells) else ""

    def filled(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file with the cells at (row, column) saying something else. Raises KeyError for no cell."""
        parts = []
        behind = 0
        for row, column in sorted(changes):
            if row >= len(self.rows) or column >= len(self.rows[row]):
                raise KeyError((row, column))
            cell = self.rows[row][column]
            parts += [self.data[behind : cell.start], self._written(changes[row, column], cell)]
            behind = cell.end
        return b"".join([*parts, self.data[behind:]])

    def _written(self, text: str, cell: Cell) -> bytes:
        quoted = self.data[cell.start : cell.start + 1] == b'"' or any(
            letter in text for letter in ('"', "\r", "\n", self.delimiter)
        )
        return ('"{}"'.format(text.replace('"', '""')) if quoted else text).encode()


def read_sheet(path: Path) -> bytes:
    """Return the bytes of a sheet. Raises Problem where there are none to be had."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Give the file that the other system exported."),
        ) from error
    if len(data) > MOST_BYTES:
        raise Problem(
            message("{path} is larger than 64 MiB.", path=path),
            message("Give the file that the other system exported."),
        )
    return data


def parse_sheet(data: bytes, delimiter: str, name: str) -> Sheet:
    """Return the sheet in `data`; `name` is what messages call it.

    Cells may be quoted, as RFC 4180 has it. Raises Problem for what is no UTF-8 or ends inside a quotation.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Problem(
            message("{name} is not UTF-8: line {line} has a byte that no text has.", name=name, line=line),
            message("Give the file as it was exported, not one that a spreadsheet saved."),
        ) from error
    separator = delimiter.encode()
    position = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    while position < len(data):
        if not row and data[position : position + 1] in (b"\r", b"\n"):
            rows.append(())
            position = _after_line_end(data, position)
            continue
        cell, position = _cell(data, position, separator, name)
        row.append(cell)
        if data[position : position + 1] == separator:
            position += 1
            if position < len(data) and data[position : position + 1] not in (b"\r", b"\n"):
                continue
            row.append(Cell(position, position, ""))
        rows.append(tuple(row))
        row = []
        position = _after_line_end(data, position)
    return Sheet(data, delimiter, tuple(rows))


def delimiter_of(data: bytes) -> str:
    """Return "," or ";", whichever the first three lines agree on with more cells; "," where they do not."""
    lines = data.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace").split("\n")[:LINES_LOOKED_AT]
    lines = lines[:-1] if lines and not lines[-1] else lines
    return ";" if _cells_in_each(lines, ";") > _cells_in_each(lines, ",") else ","


def _cells_in_each(lines: Sequence[str], delimiter: str) -> int:
    try:
        counts = {len(next(csv.reader([line], delimiter=delimiter, strict=True), [])) for line in lines}
    except csv.Error:
        return 0
    return counts.pop() if len(counts) == 1 else 0


def _cell(data: bytes, start: int, separator: bytes, name: str) -> tuple[Cell, int]:
    position = start
    text = b""
    if data[start : start + 1] == b'"':
        position += 1
        while True:
            closing = data.find(b'"', position)
            if closing < 0:
                raise Problem(
                    message(
                        "{name} ends inside a quotation that begins in line {line}.",
                        name=name,
                        line=data.count(b"\n", 0, start) + 1,
                    ),
                    message("Give the file as it was exported; is it whole?"),
                )
            text += data[position:closing]
            position = closing + 1
            if data[position : position + 1] != b'"':
                break
            text += b'"'
            position += 1
    rest = position
    while position < len(data) and data[position : position + 1] not in (separator, b"\r", b"\n"):
        position += 1
    return Cell(start, position, (text + data[rest:position]).decode()), position


def _after_line_end(data: bytes, position: int) -> int:
    if data[position : position + 2] == b"\r\n":
        return position + 2
    return position + 1
