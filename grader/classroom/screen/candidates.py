"""Reads who the candidates are, from names or a CSV file, and finds a short id for each."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from grader.classroom.screen.screening import Candidate
from grader.language import LANGUAGES, Problem, message
from grader.report.cleaning import one_line

COLUMNS = ("id", "name", "email", "language")
LONGEST_ID = 40


def read_candidates(
    words: Sequence[str], language: str, made: datetime, taken: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """Return the candidates that `words` name.

    A word that ends in ``.csv`` is a file with a column `name` and, as far as wanted, `id`, `email` and
    `language`; any other word is a name, or several with commas between them.

    Args:
        words: files and names.
        language: of those for whom the file gives none.
        made: when their kits are made.
        taken: ids that are in use.

    Raises Problem where a file cannot be read or a value is none that it may be.
    """
    rows: list[dict[str, str]] = []
    for word in words:
        if word.lower().endswith(".csv"):
            rows += _rows(Path(word))
        else:
            rows += [{"name": name} for name in map(one_line, word.split(",")) if name]
    used = set(taken)
    candidates = []
    for row in rows:
        identifier = _free_id(row.get("id") or row["name"], used)
        used.add(identifier)
        candidates.append(
            Candidate(identifier, row["name"], row.get("language") or language, made, row.get("email", ""))
        )
    return tuple(candidates)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Give a CSV file with a column “name”, or the names themselves."),
        ) from error
    except UnicodeDecodeError as error:
        raise Problem(
            message("{path} is not UTF-8.", path=path),
            message("Save it as UTF-8; spreadsheets call that “CSV UTF-8”."),
        ) from error
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    table = [row for row in reader if any(cell.strip() for cell in row)]
    columns = [cell.strip().lower() for cell in table[0]] if table else []
    if "name" not in columns:
        raise Problem(
            message("{path} has no column “name” in its first line.", path=path),
            message("Its columns may be {columns}.", columns=", ".join(COLUMNS)),
        )
    rows = []
    for number, cells in enumerate(table[1:], 2):
        row = {
            column: one_line(cell) for column, cell in zip(columns, cells, strict=False) if column in COLUMNS
        }
        if not row.get("name"):
            raise Problem(
                message("{path}, row {number}, has no name.", path=path, number=number),
                message("Give everybody a name."),
            )
        if row.get("language") and row["language"] not in LANGUAGES:
            raise Problem(
                message(
                    "{path}, row {number}: the language is “{value}”.",
                    path=path,
                    number=number,
                    value=row["language"],
                ),
                message("It may be {names}.", names=", ".join(LANGUAGES)),
            )
        rows.append(row)
    return rows


def _free_id(name: str, used: Collection[str]) -> str:
    """Return letters and digits of `name` as a name for a folder, with a number after it where it is taken."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    base = "-".join(words)[:LONGEST_ID].strip("-") or "candidate"
    number, identifier = 1, base
    while identifier in used:
        number += 1
        identifier = f"{base}-{number}"
    return identifier
