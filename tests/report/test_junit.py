"""JUnit XML: what continuous integration reads out of it."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from grader.report.junit import verdicts_to_junit
from grader.verdict import Failure, FailureKind

# Children and attributes that the xunit2 schema (junit-10.xsd) knows, element by element.
KNOWN = {
    "testsuites": ({"testsuite"}, {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"properties", "testcase"},
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"},
    ),
    "properties": ({"property"}, set()),
    "property": (set(), {"name", "value"}),
    "testcase": ({"skipped", "error", "failure", "system-out"}, {"classname", "name", "time"}),
    "failure": (set(), {"message", "type"}),
    "error": (set(), {"message", "type"}),
    "skipped": (set(), {"message", "type"}),
    "system-out": (set(), set()),
}


@pytest.fixture
def suite(verdict):
    document = verdicts_to_junit([verdict], "en", started=datetime(2026, 1, 2, tzinfo=UTC), hostname="here")
    return ET.fromstring(document).find("testsuite")


def test_it_has_the_shape_of_xunit2(verdict):
    for element in ET.fromstring(verdicts_to_junit([verdict], "zh")).iter():
        children, attributes = KNOWN[element.tag]
        assert {child.tag for child in element} <= children
        assert element.attrib.keys() <= attributes


def test_the_counts_are_those_of_the_checks(suite):
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped")) == (
        "11",
        "2",
        "1",
        "4",
    )
    assert len(suite.findall("testcase")) == 11
    assert len(suite.findall(".//failure")) == 2
    assert len(suite.findall(".//error")) == 1
    assert len(suite.findall(".//skipped")) == 4


def test_a_failure_shows_its_counterexample(suite):
    failure = suite.find(".//failure[@type='wrong value']")
    assert "max_pool2d(tensor([[[[2., -2.]]]])" in failure.text
    assert "tensor([[[[2., 0.]]]])" in failure.text
    assert "1 of 2" in failure.get("message")


def test_the_facts_of_the_run_are_properties(suite):
    facts = {fact.get("name"): fact.get("value") for fact in suite.find("properties")}
    assert facts["seed"] == "1729"
    assert facts["points"] == "8"
    assert facts["score"] == "5.5"
    assert facts["devices"] == "cpu"
    assert facts["version.torch"] == "2.13.0"


def test_a_file_that_does_not_load_is_one_failure(verdict):
    import dataclasses

    problem = Failure(FailureKind.DOES_NOT_LOAD, detail={"type": "SyntaxError", "message": "line 3"})
    broken = dataclasses.replace(verdict, checks=(), problem=problem)
    suite = ET.fromstring(verdicts_to_junit([broken], "en")).find("testsuite")
    assert suite.get("failures") == suite.get("tests") == "1"
    assert "SyntaxError" in suite.find(".//failure").get("message")


def test_letters_that_xml_forbids_are_left_out(verdict):
    document = verdicts_to_junit([verdict], "en").decode()
    assert "\x1b" not in document
    assert "\u202e" not in document
    ET.fromstring(document)
