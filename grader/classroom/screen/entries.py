"""What an attempt log says, line by line: as data that is written, and as data that is read with mistrust."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from grader.verdict import Status, Verdict

LONGEST_NAME = 200


class Kind(StrEnum):
    """What happened."""

    BEGIN = "begin"
    ATTEMPT = "attempt"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Claim:
    """What the practice grader said about an attempt, according to the log."""

    status: str
    score: float
    points: float
    passed: int
    failed: int
    seed: str
    budget: str

    @classmethod
    def of(cls, verdict: Verdict) -> Claim:
        """Return the summary of a verdict."""
        statuses = [check.status for check in verdict.checks]
        return cls(
            str(verdict.status),
            float(verdict.score),
            float(verdict.points),
            statuses.count(Status.PASSED),
            statuses.count(Status.FAILED),
            str(verdict.seed),
            verdict.budget,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log.

    Args:
        number: its position, from 1.
        kit: the id of the kit.
        at: the computer's own clock, in UTC.
        monotonic: seconds of a clock that nobody can set; it begins anew with every start of the computer.
        kind: what happened.
        exercise: the name of its folder; an attempt has one.
        sha256: of the file that was graded.
        text: the file; None where an earlier entry has the same one.
        claim: what the practice grader said.
        answers: of a packing, name of a folder -> SHA-256 of the file in it.
        versions: of a beginning, name -> version.
        noticed: "changed" or "removed" where the log was no longer as it had been left.
    """

    number: int
    kit: str
    at: datetime
    monotonic: float
    kind: Kind
    exercise: str = ""
    sha256: str = ""
    text: str | None = None
    claim: Claim | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    noticed: str = ""

    def to_facts(self) -> dict[str, Any]:
        """Return the entry as plain data, without what its kind does not have."""
        facts: dict[str, Any] = {
            "n": self.number,
            "kit": self.kit,
            "at": self.at.isoformat(timespec="microseconds"),
            "monotonic": self.monotonic,
            "kind": str(self.kind),
        }
        if self.kind is Kind.ATTEMPT:
            facts |= {"exercise": self.exercise, "sha256": self.sha256}
            if self.text is not None:
                facts["text"] = self.text
            if self.claim is not None:
                facts["claim"] = {name: getattr(self.claim, name) for name in Claim.__slots__}
        if self.kind is Kind.PACK:
            facts["answers"] = dict(self.answers)
        if self.kind is Kind.BEGIN:
            facts["versions"] = dict(self.versions)
        if self.noticed:
            facts["noticed"] = self.noticed
        return facts

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Entry:
        """Return the entry that `facts` are. Raises ValueError for what no entry has."""
        kind = Kind(_text(facts, "kind"))
        attempt = kind is Kind.ATTEMPT
        text = facts.get("text")
        if text is not None:
            if not attempt or not isinstance(text, str):
                raise ValueError("only an attempt has a text")
            if hashlib.sha256(text.encode()).hexdigest() != facts.get("sha256"):
                raise ValueError("the text is not the one that was hashed")
        claim = facts.get("claim")
        return cls(
            number=_whole(facts, "n"),
            kit=_text(facts, "kit"),
            at=_instant(_text(facts, "at")),
            monotonic=_number(facts, "monotonic"),
            kind=kind,
            exercise=_text(facts, "exercise") if attempt else "",
            sha256=_text(facts, "sha256") if attempt else "",
            text=text,
            claim=_claim(claim) if claim is not None else None,
            answers=_texts(facts.get("answers", {})),
            versions=_texts(facts.get("versions", {})),
            noticed=_text(facts, "noticed") if "noticed" in facts else "",
        )


def _claim(data: Any) -> Claim:
    if not isinstance(data, dict):
        raise ValueError("a claim is an object")
    return Claim(
        _text(data, "status"),
        _number(data, "score"),
        _number(data, "points"),
        _whole(data, "passed"),
        _whole(data, "failed"),
        _text(data, "seed"),
        _text(data, "budget"),
    )


def _texts(data: Any) -> dict[str, str]:
    if not isinstance(data, dict) or len(data) > LONGEST_NAME:
        raise ValueError("these are names with texts")
    return {_short(name): _short(value) for name, value in data.items()}


def _text(data: Mapping[str, Any], name: str) -> str:
    return _short(data.get(name))


def _short(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise ValueError(f"this is a text of at most {LONGEST_NAME} letters")
    return value


def _whole(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if type(value) is not int or not 0 <= value < 10**9:
        raise ValueError(f"{name} is a whole number")
    return value


def _number(data: Mapping[str, Any], name: str) -> float:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**12:
        raise ValueError(f"{name} is a number")
    return float(value)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not 2000 <= at.year < 3000:
        raise ValueError("an instant says its time zone, and lies in our time")
    return at.astimezone(UTC)
