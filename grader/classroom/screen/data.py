"""Turns a scorecard into plain data for JSON, in the shape of `review.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader import __version__
from grader.classroom.screen.evidence import Attempt
from grader.classroom.screen.review import Answer, Scorecard
from grader.language import Message
from grader.report.cleaning import clean, one_line
from grader.report.data import verdict_to_data

SCHEMA_FILE = Path(__file__).with_name("review.schema.json")
VERSION = 1


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one scorecard."""
    data: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return data


def card_to_data(card: Scorecard) -> dict[str, Any]:
    """Return everything that a scorecard says; sentences are in English."""
    evidence = card.evidence
    return {
        "schema": VERSION,
        "grader": __version__,
        "screening": {
            "id": card.screening.assignment.id,
            "title": card.screening.assignment.title,
            "minutes": card.screening.minutes,
        },
        "candidate": {
            "id": card.candidate.id,
            "name": card.candidate.name,
            "email": card.candidate.email,
        },
        "archive": card.archive.name,
        "reviewed": card.reviewed.isoformat(timespec="seconds"),
        "score": card.score,
        "maximum": card.maximum,
        "late_seconds": round(card.late, 1),
        "notes": _english(card.notes),
        "log": {
            "sound": evidence.sound,
            "lines": evidence.lines,
            "began": evidence.began and evidence.began.isoformat(timespec="seconds"),
            "used_seconds": evidence.used and round(evidence.used, 1),
            "findings": [
                {"weight": str(finding.weight), "text": finding.text.in_language("en")}
                for finding in evidence.findings
            ],
        },
        "answers": [_answer(answer) for answer in card.answers],
    }


def card_to_json(card: Scorecard) -> bytes:
    """Return a scorecard as JSON text; NaN and infinities never appear as bare words."""
    data = json.dumps(card_to_data(card), ensure_ascii=False, indent=1, allow_nan=False)
    return f"{data}\n".encode()


def _answer(answer: Answer) -> dict[str, Any]:
    reason = answer.reason.in_language("en") if isinstance(answer.reason, Message) else answer.reason
    return {
        "exercise": answer.exercise.stem,
        "state": str(answer.state),
        "sha256": answer.sha256,
        "points": answer.exercise.points,
        "score": answer.score,
        "reason": one_line(reason),
        "recorded_seconds": answer.recorded and round(answer.recorded, 1),
        "late_seconds": round(answer.late, 1),
        "verdict": answer.verdict and verdict_to_data(answer.verdict),
        "alike": [
            {"source": str(alike.source), "id": alike.id, "name": alike.name, "share": alike.share}
            for alike in answer.alike
        ],
        "attempts": [_attempt(attempt) for attempt in answer.attempts],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    claim = attempt.entry.claim
    return {
        "line": attempt.entry.number,
        "at": attempt.entry.at.isoformat(timespec="seconds"),
        "seconds": round(attempt.seconds, 1),
        "sha256": one_line(attempt.entry.sha256),
        "text": None if attempt.text is None else clean(attempt.text),
        "claim": claim
        and {
            "status": one_line(claim.status),
            "score": claim.score,
            "points": claim.points,
            "passed": claim.passed,
            "failed": claim.failed,
            "seed": one_line(claim.seed),
            "budget": one_line(claim.budget),
        },
    }


def _english(messages: Sequence[Message]) -> list[str]:
    return [each.in_language("en") for each in messages]
