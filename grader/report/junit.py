"""Writes verdicts as JUnit XML, in the shape that continuous integration reads (pytest's xunit2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from grader.language import Translator, text
from grader.report.cleaning import clean, one_line
from grader.report.sentences import failure_sentence, reason_sentence
from grader.verdict import CheckResult, Failure, Status, Verdict


def verdicts_to_junit(
    verdicts: Sequence[Verdict], language: str, *, started: datetime | None = None, hostname: str = ""
) -> bytes:
    """Return the file: a suite an exercise, a case a check and device.

    A failed check is a `failure`, a grader error an `error`, a check that was not run is `skipped`.
    """
    started = started or datetime.now(UTC)
    suites = ET.Element("testsuites", name="torchgrade")
    for verdict in verdicts:
        suites.append(_suite(verdict, language, started, hostname))
    ET.indent(suites)
    document: bytes = ET.tostring(suites, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(verdict: Verdict, language: str, started: datetime, hostname: str) -> ET.Element:
    name = f"{verdict.number:02d}_{verdict.slug}"
    statuses = [check.status for check in verdict.checks]
    suite = ET.Element(
        "testsuite",
        name=name,
        tests=str(len(statuses) + (verdict.problem is not None)),
        failures=str(statuses.count(Status.FAILED) + (verdict.problem is not None)),
        errors=str(statuses.count(Status.GRADER_ERROR)),
        skipped=str(statuses.count(Status.NOT_RUN)),
        time=f"{verdict.seconds:.3f}",
        timestamp=started.isoformat(timespec="seconds"),
        hostname=legal(hostname),
    )
    properties = ET.SubElement(suite, "properties")
    facts = {
        "points": f"{verdict.points:g}",
        "score": f"{verdict.score:g}",
        "seed": str(verdict.seed),
        "budget": verdict.budget,
        "devices": ", ".join(
            dict.fromkeys(c.device for c in verdict.checks if c.status is not Status.NOT_RUN)
        ),
        "isolation": verdict.isolation,
        "file": verdict.file,
        "submission_sha256": verdict.submission_sha256,
        **{f"version.{name}": version for name, version in verdict.versions.items()},
    }
    for key, value in facts.items():
        ET.SubElement(properties, "property", name=legal(key), value=legal(value))
    _ = text(language)
    if verdict.problem is not None:
        case = ET.SubElement(suite, "testcase", classname=name, name=_("your file"), time="0.000")
        _add_failure(case, verdict.problem, _)
    for check in verdict.checks:
        suite.append(_case(check, name, language, _))
    return suite


def _case(check: CheckResult, classname: str, language: str, _: Translator) -> ET.Element:
    title = one_line(check.title.in_language(language))
    label = f"{title} [{check.device}]" if check.device else title
    case = ET.Element("testcase", classname=classname, name=legal(label), time=f"{check.seconds:.3f}")
    if check.status is Status.FAILED and check.failure is not None:
        _add_failure(case, check.failure, _)
    elif check.status is Status.FAILED:
        ET.SubElement(case, "failure", message=legal(title))
    elif check.status is Status.GRADER_ERROR:
        error = ET.SubElement(case, "error", message=_("the grader failed here, not you"))
        error.text = legal(check.reason_detail)
    elif check.status is Status.NOT_RUN:
        ET.SubElement(case, "skipped", message=legal(reason_sentence(check, _)))
    return case


def _add_failure(case: ET.Element, failure: Failure, _: Translator) -> None:
    element = ET.SubElement(
        case, "failure", type=failure.kind.value, message=legal(failure_sentence(failure, _))
    )
    lines = [failure.call]
    lines += [f"{_('expected')}  {failure.expected}"] if failure.expected is not None else []
    lines += [f"{_('yours')}  {failure.actual}"] if failure.actual is not None else []
    lines += [failure.traceback or ""]
    element.text = legal("\n".join(line for line in lines if line))
    if failure.printed:
        ET.SubElement(case, "system-out").text = legal(failure.printed)


def legal(untrusted: str) -> str:
    """Return `untrusted` with only letters that XML 1.0 allows."""
    return "".join(letter for letter in clean(untrusted) if ord(letter) & 0xFFFE != 0xFFFE)
