"""Says in words what the audit of an exercise complains of."""

from __future__ import annotations

from typing import Any

from grader.complaints import Complaint, ComplaintKind
from grader.language import Problem, Translator, text
from grader.report.cleaning import one_line
from grader.report.sentences import failure_sentence
from grader.verdict import Failure, Status


def complaint_sentence(complaint: Complaint, _: Translator) -> str:
    """Return one line about `complaint`, with the seed where there is one."""
    said = one_line(_sentence(complaint, _))
    if complaint.seed is None:
        return said
    return _("seed {seed}: {complaint}", seed=complaint.seed, complaint=said)


def complaint_to_data(complaint: Complaint) -> dict[str, Any]:
    """Return `complaint` for JSON: its kind, its seed, its fields, and the sentence in English."""
    return {
        "kind": str(complaint.kind),
        "seed": complaint.seed,
        "fields": {name: _plain(value) for name, value in complaint.fields.items()},
        "sentence": complaint_sentence(complaint, text("en")),
    }


def _plain(value: Any) -> Any:
    match value:
        case Failure():
            return {"kind": str(value.kind), "sentence": failure_sentence(value, text("en"))}
        case tuple():
            return list(value)
        case int():
            return value
        case _:
            return str(value)


def _sentence(complaint: Complaint, _: Translator) -> str:
    fields = {name: _shown(value, _) for name, value in complaint.fields.items()}
    match complaint.kind:
        case ComplaintKind.GRADER_ERROR:
            return _("grader error in {checks}", **fields)
        case ComplaintKind.STUB_IS_WRITTEN:
            return _("the stub is {status}, but must count as not written", **fields)
        case ComplaintKind.DOES_NOT_LOAD:
            return _("does not even load: {failure}", **fields)
        case ComplaintKind.PASSES:
            return _("passes")
        case ComplaintKind.FAILS_ANOTHER_CHECK:
            return _("fails {checks}, not {wanted}", **fields)
        case ComplaintKind.REFUSED if "failure" in fields:
            return _("is refused: {failure}", **fields)
        case ComplaintKind.REFUSED if fields.get("checks"):
            return _("is refused by {checks}", **fields)
        case ComplaintKind.REFUSED:
            return _("is {status}, but must pass", **fields)
        case _:
            return _of_an_author(complaint.kind, fields, _)


def _of_an_author(kind: ComplaintKind, fields: dict[str, Any], _: Translator) -> str:
    match kind:
        case ComplaintKind.CHAFF_PASSES:
            return _("passes; if that is no mistake here, say why in Contract(equivalent=...)")
        case ComplaintKind.CHAFF_REACHES_BANNED:
            return _("reaches a banned operator, which says nothing about the contract")
        case ComplaintKind.NOT_EQUIVALENT:
            return _("is called equivalent ({reason}), but fails", **fields)
        case ComplaintKind.FEW_ALTERNATES:
            return _.plural(
                "{count} alternate: write at least two in solutions/",
                "{count} alternates: write at least two in solutions/",
                int(fields["count"]),
            )
        case ComplaintKind.NO_WRONG_SOLUTIONS:
            return _("no wrong solutions: write one for each mistake that people make")
        case ComplaintKind.UNKNOWN_CHAFF:
            return _("equivalent={name} names no chaff of this exercise", **fields)
        case _:
            return str(fields["problem"])


def _shown(value: Any, _: Translator) -> Any:
    match value:
        case Failure():
            return failure_sentence(value, _)
        case Problem():
            return value.in_language(_.language)
        case Status():
            return status_word(value, _)
        case tuple():
            return _(", ").join(value)
        case _:
            return value


def status_word(status: Status, _: Translator) -> str:
    """Return what became of a submission, in one word."""
    return {
        Status.PASSED: _("passed"),
        Status.FAILED: _("failed"),
        Status.NOT_RUN: _("not run"),
        Status.GRADER_ERROR: _("a grader error"),
    }[status]
