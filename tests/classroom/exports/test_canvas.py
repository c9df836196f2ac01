"""The gradebook of Canvas: one column filled, as Canvas's own importer finds it again."""

import pytest

from grader.classroom.exports.canvas import fill_canvas
from grader.language import Problem

from .conftest import CLASS
from .importers import canvas

STUDENTS = [
    {"id": 101, "name": "Amy Adams", "sortable_name": "Adams, Amy", "sis": "s-1", "login": "amy1"},
    {"id": 102, "name": "Ben Baker", "sortable_name": "Baker, Ben", "sis": "s-2", "login": "ben1"},
    {"id": 103, "name": "赵 小明", "sortable_name": "赵 小明", "sis": "s-3", "login": "cho1"},
    {"id": 104, "name": "=Dan()", "sortable_name": "=Dan()", "sis": "", "login": "dan1"},
    {"id": 105, "name": "Eve Evans", "sortable_name": "Evans, Eve", "sis": "", "login": "eve1"},
    {"id": 106, "name": "Fay Fisher", "sortable_name": "Fisher, Fay", "sis": "", "login": "fay1"},
    {"id": 199, "name": "Test Student", "sortable_name": "Student, Test", "sis": "", "login": "ab12"},
]
ASSIGNMENTS = {7: "Quiz", 12345: "Homework 1", 12346: "Homework 2"}

EXPORT = (
    "\ufeff"
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (7),Homework 1 (12345),Homework 2 (12346),Current Score,Final Grade\r\n"
    "    Points Possible,,,,,10.00,12.00,5.00,(read only),(read only)\r\n"
    ",,,,,,Manual Posting,,,\r\n"
    '"Adams, Amy",101,s-1,amy1,"A, morning",3.00,,1.00,88.2,A\r\n'
    '"Baker, Ben",,s-2,ben1,A,4.50,2.00,,90,A\r\n'
    "赵 小明,,,cho1,B,,,,,\r\n"
    "=Dan(),104,,dan1,B,9,11.00,,,\r\n"
    '"Evans, Eve",105,,eve1,B,,6.00,,,\r\n'
    '"Fisher, Fay",,,,B,,EX,,,\r\n'
    '"Student, Test",199,,ab12,A,,,,,\r\n'
).encode()


def test_canvas_finds_every_score_in_the_column_and_in_no_other(book):
    before = canvas(EXPORT, STUDENTS, ASSIGNMENTS)
    after = canvas(fill_canvas(EXPORT, book).data, STUDENTS, ASSIGNMENTS)
    changed = {key: grade for key, grade in after.items() if before.get(key) != grade}
    assert changed == {
        (101, 12345): "12.00",
        (102, 12345): "4.00",
        (103, 12345): "9.60",
        (106, 12345): "13.50",
    }
    assert before.keys() <= after.keys()


def test_all_other_bytes_stay_as_they_were(book):
    filled = fill_canvas(EXPORT, book).data
    lines_before, lines_after = EXPORT.split(b"\r\n"), filled.split(b"\r\n")
    assert len(lines_before) == len(lines_after)
    for before, after in zip(lines_before, lines_after, strict=True):
        assert before.count(b",") == after.count(b",")
        assert after.startswith(before[: before.rindex(b",,") if b"105" in before else 12])
    assert lines_after[:3] == lines_before[:3]
    assert lines_after[6:8] == lines_before[6:8]  # nothing handed in, and not gradable


def test_who_was_not_found_and_who_has_no_score_is_told(book):
    filled = fill_canvas(EXPORT.replace(b'"Baker, Ben",,s-2,ben1', b'"Baker, Ben",,s-9,ben9'), book)
    assert [student.id for student in filled.missing] == ["ben"]
    assert filled.strangers == ("Baker, Ben", "Student, Test")
    assert [student.id for student in filled.nothing] == ["dan"]
    assert [student.id for student in filled.not_graded] == ["eve"]
    assert filled.written == 3


def test_missing_work_is_zero_where_the_teacher_says_so(book):
    after = canvas(fill_canvas(EXPORT, book, missing_is_zero=True).data, STUDENTS, ASSIGNMENTS)
    assert after[104, 12345] == "0.00"
    assert after[105, 12345] == "6.00"


@pytest.mark.parametrize("column", ["12345", "Homework 1", "Homework 1 (12345)"])
def test_the_column_is_named_by_number_title_or_header(book, column):
    assert fill_canvas(EXPORT, book, column=column).written == 4


def test_one_exercise_can_have_a_column_of_its_own(book):
    after = canvas(
        fill_canvas(EXPORT, book, column="12346", exercise="22_softmax").data, STUDENTS, ASSIGNMENTS
    )
    assert after[101, 12346] == "4.00"
    assert (102, 12346) not in after


def test_semicolons_and_decimal_commas_are_read(book):
    export = EXPORT.decode().replace('"Adams, Amy"', "Adams Amy").replace('"A, morning"', "A")
    export = (
        export.replace('"Baker, Ben"', "Ben").replace('"Evans, Eve"', "Eve").replace('"Student, Test"', "T")
    )
    export = export.replace('"Fisher, Fay"', "Fay Fisher").replace(",", ";").replace("4.50", "4,50").encode()
    after = canvas(fill_canvas(export, book).data, STUDENTS, ASSIGNMENTS)
    assert after[102, 7] == "4.50"
    assert after[103, 12345] == "9.60"


def test_names_apart_are_read_too(book):
    export = (
        b"LastName,FirstName,ID,SIS Login ID,Section,Homework 1 (12345)\n"
        b"Points Possible,,,,,12\nAdams,Amy,,,A,\nBaker,Ben,101,,A,\n"
    )
    filled = fill_canvas(export, book)
    assert [student.id for student in filled.doubtful] == ["amy"]  # by name in one row, by number in another
    assert filled.written == 0
    filled = fill_canvas(export.replace(b"101", b"999"), book)
    assert b"Adams,Amy,,,A,12\n" in filled.data


def test_two_students_in_one_row_are_both_left_alone(book, assignment):
    from dataclasses import replace

    twins = [replace(student, ids={"canvas": "101"}) for student in CLASS[:2]]
    results = tuple(replace(result, student=twin) for result, twin in zip(book.results, twins, strict=False))
    filled = fill_canvas(EXPORT, replace(book, results=results))
    assert {student.id for student in filled.doubtful} == {"amy", "ben"}
    assert filled.data == EXPORT


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((b"Homework 1 (12345)", b"Homework One (12345)"), "no column for"),
        ((b"Quiz (7)", b"Homework 1 (7)"), "several columns"),
        ((b"12.00,5.00", b"(read only),5.00"), "read only"),
        ((b"Section", b"Group"), "no gradebook of Canvas"),
        ((b"Student,ID", b"Name,ID"), "no gradebook of Canvas"),
    ],
)
def test_what_canvas_would_read_otherwise_is_refused(book, change, words):
    with pytest.raises(Problem, match=words):
        fill_canvas(EXPORT.replace(*change, 1), book)


def test_a_header_that_canvas_takes_for_no_assignment_is_refused(book):
    with pytest.raises(Problem, match="no column for"):
        fill_canvas(EXPORT, book, column="Final Grade")


def test_a_header_that_occurs_twice_is_refused_because_canvas_reads_the_first(book):
    with pytest.raises(Problem):
        fill_canvas(EXPORT.replace(b"Homework 2 (12346)", b"Homework 1 (12345)"), book)


def test_another_maximum_is_told(book):
    (note,) = fill_canvas(EXPORT.replace(b"12.00,5.00", b"100,5.00"), book).notes
    assert "100 points possible" in note.in_language("en")
