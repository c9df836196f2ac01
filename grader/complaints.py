"""What the audit of an exercise complains of, as data that a report makes sentences of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ComplaintKind(StrEnum):
    """What did not go as it must."""

    GRADER_ERROR = "grader error"
    STUB_IS_WRITTEN = "stub is written"
    DOES_NOT_LOAD = "does not load"
    PASSES = "passes"
    FAILS_ANOTHER_CHECK = "fails another check"
    REFUSED = "refused"
    CHAFF_PASSES = "chaff passes"
    CHAFF_REACHES_BANNED = "chaff reaches a banned operator"
    NOT_EQUIVALENT = "not equivalent"
    FEW_ALTERNATES = "few alternates"
    NO_WRONG_SOLUTIONS = "no wrong solutions"
    BROKEN_HINTS = "broken hints"
    UNKNOWN_CHAFF = "unknown chaff"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that the audit complains of.

    `seed` is the one under which a file misbehaved, None for what is wrong with the exercise as a whole.
    `fields` holds what the sentence names: texts, numbers, tuples of texts, a `Failure`, or a `Problem`.
    """

    kind: ComplaintKind
    seed: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
