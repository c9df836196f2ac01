"""What people decided about pairs that look alike: lines are only ever added, and the last one counts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from grader.language import Problem, message


class Judgement(StrEnum):
    """What a pair is, in the eyes of a person."""

    CONFIRMED = "confirmed"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: about which pair of which exercise, what, by whom, when (ISO 8601, UTC) and why."""

    exercise: str
    pair: str
    judgement: Judgement
    by: str
    at: str
    note: str = ""


class Decisions:
    """The decisions of one assignment, one JSON line each.

    Args:
        path: the file, which need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, exercise: str, pair: str, judgement: Judgement, by: str, note: str = "") -> Decision:
        """Write one decision down and return it."""
        decision = Decision(
            exercise, pair, judgement, by, datetime.now(UTC).isoformat(timespec="seconds"), note
        )
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(decision), ensure_ascii=False) + "\n")
        return decision

    def all(self) -> list[Decision]:
        """Return every decision in the order in which they were made."""
        if not self._path.exists():
            return []
        decisions = []
        for number, line in enumerate(self._path.read_text("utf-8").splitlines(), 1):
            try:
                data = json.loads(line)
                decisions.append(Decision(**data | {"judgement": Judgement(data["judgement"])}))
            except (ValueError, TypeError, KeyError) as error:
                raise Problem(
                    message("{path}:{number}: this line is no decision.", path=self._path, number=number),
                    message("Take it out, or bring the file back from a backup."),
                ) from error
        return decisions

    def latest(self) -> dict[tuple[str, str], Decision]:
        """Return the decision that counts for each exercise and pair."""
        return {(decision.exercise, decision.pair): decision for decision in self.all()}
