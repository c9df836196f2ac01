"""A class as a plain table, as nbgrader's table and as JUnit XML."""

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest

from grader.classroom.exports.answers import answers_of
from grader.classroom.exports.junit import papers_to_junit
from grader.classroom.exports.nbgrader import COLUMNS, gradebook_to_nbgrader
from grader.classroom.exports.paper import make_paper
from grader.classroom.exports.sight import student_now, teacher
from grader.classroom.exports.table import gradebook_to_table

from .conftest import EXERCISES, NOW, mixed, right
from .schemas import JUNIT, SUREFIRE_TIME


def rows_of(data):
    return {
        row[key]: row
        for row in csv.DictReader(io.StringIO(data.decode()))
        for key in ("student", "student_id")
        if key in row
    }


def test_the_table_has_a_row_a_student_and_a_column_an_exercise(book):
    rows = rows_of(gradebook_to_table(book))
    assert list(rows) == ["amy", "ben", "cho", "dan", "eve", "fay"]
    assert (rows["ben"]["46_max_pooling"], rows["ben"]["22_softmax"], rows["ben"]["total"]) == ("4", "", "4")
    assert (rows["cho"]["total"], rows["cho"]["days_late"]) == ("9.6", "1.04")
    assert rows["fay"]["46_max_pooling"] == "9.5"
    assert rows["amy"]["submitted"] == "2026-03-16T21:59:59+00:00"
    assert {row["maximum"] for row in rows.values()} == {"12"}


def test_there_is_no_score_where_there_is_none(book):
    rows = rows_of(gradebook_to_table(book))
    assert (rows["dan"]["total"], rows["eve"]["22_softmax"], rows["eve"]["total"]) == ("", "", "")


def test_no_name_is_a_formula(book):
    assert rows_of(gradebook_to_table(book))["dan"]["name"] == "'=Dan()"


def test_nbgraders_rule_of_lateness_holds_in_every_row(book):
    data = gradebook_to_nbgrader(book)
    assert data.decode().split("\n")[0] == ",".join(COLUMNS)
    rows = rows_of(data)
    scored = [row for row in rows.values() if row["score"]]
    for row in scored:
        raw, penalty = float(row["raw_score"]), float(row["late_submission_penalty"])
        assert float(row["score"]) == pytest.approx(max(0.0, raw - penalty))
    assert len(scored) == 5
    assert (rows["cho"]["raw_score"], rows["cho"]["late_submission_penalty"]) == ("12.0", "2.4")
    assert (rows["dan"]["score"], rows["dan"]["timestamp"]) == ("0.0", "")
    assert rows["eve"]["score"] == rows["eve"]["raw_score"] == ""


def test_a_name_with_a_comma_does_not_shift_the_row(book):
    row = rows_of(gradebook_to_nbgrader(book))["ben"]
    assert (row["last_name"], row["first_name"]) == ("Ben Baker", "Jr.")
    assert row["email"] == "ben@school.edu"
    assert row["max_score"] == "12.0"
    assert row["duedate"] == "2026-03-16 23:59:59"


@pytest.fixture
def junit(book):
    def junit(sees=teacher):
        papers = []
        for result in book.results:
            seen = sees if sees is teacher else sees(book.assignment, NOW)
            answers = answers_of(result, EXERCISES)
            papers.append(
                (
                    result.student.id,
                    make_paper(book.assignment, answers, seen, at=None, now=NOW, seeds_shown=True),
                )
            )
        return ET.fromstring(papers_to_junit(papers, hostname="here"))

    return junit


def test_the_class_has_the_shape_of_xunit2(junit):
    for element in junit().iter():
        children, attributes = JUNIT[element.tag]
        required = {name[:-1] for name in attributes if name.endswith("*")}
        assert {child.tag for child in element} <= children
        assert required <= element.attrib.keys() <= {name.rstrip("*") for name in attributes}
        if "time" in element.attrib:
            assert re.fullmatch(SUREFIRE_TIME, element.get("time"))


def test_the_counts_are_those_of_the_cases(junit):
    for suite in junit():
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(attribute)) == sum(case.find(kind) is not None for case in cases)


def test_each_student_has_a_suite_an_exercise_with_points_and_seed(junit):
    suites = {suite.get("name"): suite for suite in junit()}
    assert len(suites) == 12
    facts = {fact.get("name"): fact.get("value") for fact in suites["cho/46_max_pooling"].find("properties")}
    assert facts["points"] == "8"
    assert facts["score"] == "6.4"
    assert facts["seed"] == "1729"
    assert facts["note"] == "1.04 days late, 1.6 points less."
    (failure,) = suites["ben/46_max_pooling"].findall(".//failure[@type='wrong value']")
    assert "max_pool2d(tensor([[[[2., -2.]]]])" in failure.text
    assert suites["dan/22_softmax"].find("testcase/skipped") is not None
    assert "its worker died" in suites["eve/22_softmax"].find("testcase/error").get("message")


def test_the_points_that_a_person_gave_are_the_score(junit):
    suites = {suite.get("name"): suite for suite in junit()}
    facts = {fact.get("name"): fact.get("value") for fact in suites["fay/46_max_pooling"].find("properties")}
    assert facts["score"] == "9.5"


def test_letters_that_xml_forbids_are_left_out(paper):
    document = papers_to_junit([("", paper(mixed(), right()))]).decode()
    assert "\x1b" not in document
    assert "\u202e" not in document
    ET.fromstring(document)


def test_for_students_the_same_file_has_no_secret_seed(paper):
    document = papers_to_junit([("", paper(mixed(), None, sees=student_now))]).decode()
    assert "1729" not in document
