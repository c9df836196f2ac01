"""JUnit XML for a class or a submission, in pytest's xunit2 shape: a suite an exercise, a case a check and device.

CodeGrade, GitLab, Jenkins and Artemis read it. The shape is that of junit-10.xsd of the Jenkins xunit plugin.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from xml.etree import ElementTree as ET

from grader.classroom.exports.paper import Line, Paper, Part, Standing
from grader.classroom.exports.scores import plain
from grader.report.junit import legal
from grader.verdict import Status


def papers_to_junit(papers: Iterable[tuple[str, Paper]], *, hostname: str = "") -> bytes:
    """Return the file. Each paper comes with the name of who handed it in, which is "" where there is only one.

    A failed check is a `failure`, what the grader is to blame for an `error`, and what was not run `skipped`.
    """
    suites = ET.Element("testsuites", name="torchgrade")
    for name, paper in papers:
        for part in paper.parts:
            suites.append(_suite(name, paper, part, hostname))
    ET.indent(suites)
    document: bytes = ET.tostring(suites, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(who: str, paper: Paper, part: Part, hostname: str) -> ET.Element:
    name = f"{who}/{part.item.exercise}" if who else part.item.exercise
    cases = [_case(line, name) for line in part.lines] or [_whole(part, name)]
    suite = ET.Element(
        "testsuite",
        name=legal(name),
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors=str(sum(case.find("error") is not None for case in cases)),
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
        time=f"{sum((Decimal(case.get('time', '0')) for case in cases), Decimal(0)):.3f}",
        timestamp=(paper.at or paper.now).isoformat(timespec="seconds"),
        hostname=legal(hostname),
    )
    properties = ET.SubElement(suite, "properties")
    facts = {
        "student": who,
        "assignment": paper.assignment.id,
        "points": plain(part.most),
        "score": "" if part.standing in (Standing.WAITING, Standing.NOT_GRADED) else plain(part.won),
        "seed": "" if part.seed is None else str(part.seed),
        "devices": ", ".join(dict.fromkeys(line.device for line in part.lines if not line.nobodys_fault)),
        "isolation": paper.isolation,
        "note": part.told,
        "submission_sha256": part.sha256,
    }
    for key, value in facts.items():
        if value:
            ET.SubElement(properties, "property", name=key, value=legal(value))
    suite.extend(cases)
    return suite


def _case(line: Line, classname: str) -> ET.Element:
    label = f"{line.name} [{line.device}]" if line.device else line.name
    case = _testcase(classname, label, f"{line.seconds:.3f}")
    if line.status is Status.PASSED:
        return case
    kinds = {Status.FAILED: "failure", Status.GRADER_ERROR: "error", Status.NOT_RUN: "skipped"}
    first, _, rest = line.told.partition("\n")
    element = ET.SubElement(case, kinds[line.status], message=legal(first or line.name))
    if line.failure is not None:
        element.set("type", line.failure.kind.value)
    element.text = legal(rest) or None
    return case


def _whole(part: Part, classname: str) -> ET.Element:
    kinds = {Standing.UNREADABLE: "failure", Standing.NOT_GRADED: "error"}
    case = _testcase(classname, part.name, "0.000")
    ET.SubElement(case, kinds.get(part.standing, "skipped"), message=legal(part.told))
    return case


def _testcase(classname: str, name: str, time: str) -> ET.Element:
    return ET.Element("testcase", classname=legal(classname), name=legal(name), time=time)
