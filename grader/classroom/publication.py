"""Whether results were published: a record beside the assignment that only grows, one line a decision."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.language import Problem, message

FILE = "published.jsonl"


@dataclass(frozen=True, slots=True)
class Publication:
    """One decision: results are published from `at` on, or withdrawn again, and by whom."""

    published: bool
    at: datetime
    by: str


def read_publications(folder: Path) -> list[Publication]:
    """Return every decision about the assignment in `folder`, in order. Raises Problem for a broken record."""
    path = folder / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, 0, str(error)) from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            data = json.loads(line)
            decision = Publication(data["published"], datetime.fromisoformat(data["at"]), data["by"])
        except (ValueError, KeyError, TypeError) as error:
            raise _broken(path, number, f"{type(error).__name__}: {error}") from error
        found.append(decision)
    return found


def is_published(folder: Path) -> bool:
    """Whether the last decision was to publish; results that nobody decided about are not published."""
    decisions = read_publications(folder)
    return bool(decisions) and decisions[-1].published


def publish(folder: Path, decision: Publication) -> None:
    """Add a decision to the record. Raises Problem where that is not possible."""
    path = folder / FILE
    line = json.dumps({"published": decision.published, "at": decision.at.isoformat(), "by": decision.by})
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    except OSError as error:
        raise Problem(
            message("{path} cannot be written: {reason}.", path=path, reason=error.strerror or str(error)),
            message("Choose a folder that exists and that you may write to."),
        ) from error


def _broken(path: Path, line: int, reason: str) -> Problem:
    place = f"{path}:{line}" if line else f"{path}"
    return Problem(
        message("{place} is no record of publishing: {reason}.", place=place, reason=reason),
        message("Remove that line, or the file, and publish again."),
    )
