"""Turns a verdict into plain data for JSON, and such data back into the verdict."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any

from grader.verdict import (
    SCHEMA_VERSION,
    CheckResult,
    Diagnosis,
    Failure,
    FailureKind,
    Reason,
    Status,
    Title,
    Verdict,
)

SCHEMA_FILE = Path(__file__).with_name("verdict.schema.json")


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one verdict."""
    data: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return data


def verdict_to_json(verdict: Verdict | list[Verdict]) -> str:
    """Return one verdict, or a list of them, as JSON text; NaN and infinities never appear as bare words."""
    data = (
        [verdict_to_data(one) for one in verdict] if isinstance(verdict, list) else verdict_to_data(verdict)
    )
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def verdict_to_data(verdict: Verdict) -> dict[str, Any]:
    """Return `verdict` as dictionaries, lists, strings and finite numbers, in the shape of `schema()`."""
    return {
        "schema": SCHEMA_VERSION,
        "number": verdict.number,
        "slug": verdict.slug,
        "title": _title(verdict.title),
        "file": verdict.file,
        "status": verdict.status.value,
        "points": verdict.points,
        "score": verdict.score,
        "seed": verdict.seed,
        "budget": verdict.budget,
        "checks": [_check(check) for check in verdict.checks],
        "problem": _failure(verdict.problem),
        "diagnosis": verdict.diagnosis
        and {"mistake": verdict.diagnosis.mistake, "sentence": _title(verdict.diagnosis.sentence)},
        "submission_sha256": verdict.submission_sha256,
        "isolation": verdict.isolation,
        "seconds": verdict.seconds,
        "versions": dict(verdict.versions),
    }


def verdict_from_data(data: dict[str, Any]) -> Verdict:
    """Return the verdict that `verdict_to_data` turned into `data`.

    Raises ValueError where `data` has another shape or was written for another version of the schema.
    """
    version = data.get("schema") if isinstance(data, dict) else None
    if version != SCHEMA_VERSION:
        raise ValueError(f"this reads verdicts of schema version {SCHEMA_VERSION}, not {version!r}")
    try:
        return Verdict(
            **{name: data[name] for name in _PLAIN_FIELDS},
            title=Title(**data["title"]),
            checks=tuple(_check_from(check) for check in data["checks"]),
            problem=_failure_from(data["problem"]),
            diagnosis=data["diagnosis"]
            and Diagnosis(data["diagnosis"]["mistake"], Title(**data["diagnosis"]["sentence"])),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no verdict: {type(error).__name__}: {error}") from error


_PLAIN_FIELDS = tuple(
    field.name for field in fields(Verdict) if field.name not in ("title", "checks", "problem", "diagnosis")
)


def _title(title: Title) -> dict[str, str]:
    return {"en": title.en, "zh": title.zh}


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": _title(check.title),
        "function": check.function,
        "device": check.device,
        "status": check.status.value,
        "weight": check.weight,
        "inputs": check.inputs,
        "seconds": check.seconds,
        "failure": _failure(check.failure),
        "reason": check.reason and check.reason.value,
        "reason_detail": check.reason_detail,
    }


def _check_from(data: dict[str, Any]) -> CheckResult:
    return CheckResult(
        **data
        | {
            "title": Title(**data["title"]),
            "status": Status(data["status"]),
            "failure": _failure_from(data["failure"]),
            "reason": data["reason"] and Reason(data["reason"]),
        }
    )


def _failure(failure: Failure | None) -> dict[str, Any] | None:
    if failure is None:
        return None
    return {
        "kind": failure.kind.value,
        "case": failure.case,
        "call": failure.call,
        "expected": failure.expected,
        "actual": failure.actual,
        "detail": _plain(failure.detail),
        "elements": failure.elements,
        "traceback": failure.traceback,
        "printed": failure.printed,
        "question": failure.question,
    }


def _failure_from(data: dict[str, Any] | None) -> Failure | None:
    if data is None:
        return None
    return Failure(**data | {"kind": FailureKind(data["kind"]), "detail": _from_plain(data["detail"])})


def _plain(value: Any) -> Any:
    """Return `value` as JSON can say it: a float that is not finite becomes ``{"number": "nan"}``."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(float(value))}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def _from_plain(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"number"} and value["number"] in ("nan", "inf", "-inf"):
            return float(value["number"])
        return {key: _from_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_from_plain(item) for item in value]
    return value
