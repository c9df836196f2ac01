"""The worksheet of Moodle: filled in whatever language it is, as Moodle's own importer finds it again."""

import pytest

from grader.classroom.exports.moodle import fill_moodle
from grader.language import Problem

from .importers import moodle

ENGLISH = {
    "recordid": "Identifier",
    "grade": "Grade",
    "lastmodifiedgrade": "Last modified (grade)",
    "hiddenuser": "Participant ",
}
GERMAN = {
    "recordid": "ID",
    "grade": "Bewertung",
    "lastmodifiedgrade": "Zuletzt geändert (Bewertung)",
    "hiddenuser": "Teilnehmer/in",
    "decimal": ",",
}
PARTICIPANTS = {7001, 7002, 7003, 7004, 7005, 7006, 7099}


def sheet(words, *, grades=("", "", "", "", "", "", "")):
    """Return a worksheet as a site in that language exports it."""
    who = [
        (7001, "Amy Adams", "amy@school.edu"),
        (7002, '"Baker, Ben"', "ben@school.edu"),
        (7003, "赵 小明", "cho@school.edu"),
        (7004, "=Dan()", "dan@school.edu"),
        (7005, "Eve Evans", "eve@school.edu"),
        (7006, "Fay Fisher", ""),
        (7099, "Somebody Else", "else@school.edu"),
    ]
    german = words is GERMAN
    header = (
        "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,"
        "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar"
        if german
        else "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments"
    )
    most, yes = ('"12,00"', "Ja") if german else ("12.00", "Yes")
    rows = [
        f'{words["hiddenuser"]}{number},{name},{address},"Submitted, for grading",{grade},'
        f'{most},{yes},"Monday, 16 March",-,"a ""word"""'
        for (number, name, address), grade in zip(who, grades, strict=True)
    ]
    return "\n".join([header, *rows, ""]).encode()


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["English", "German"])
def test_moodle_finds_every_score(book, words):
    filled = fill_moodle(sheet(words), book)
    assert moodle(filled.data, PARTICIPANTS, words) == {7001: 12.0, 7002: 4.0, 7003: 9.6, 7006: 13.5}
    assert filled.strangers == (f"{words['hiddenuser']}7099",)
    assert [student.id for student in filled.nothing] == ["dan"]
    assert [student.id for student in filled.not_graded] == ["eve"]


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["English", "German"])
def test_without_the_scores_the_sheet_is_byte_for_byte_what_it_was(book, words):
    before = sheet(words)
    after = fill_moodle(before, book).data
    for score in (b",12,", b",4,", b",9.6,", b",13.5,"):
        after = after.replace(b'"Submitted, for grading"' + score, b'"Submitted, for grading",,')
    assert after == before


def test_grades_that_are_there_already_do_not_pass_for_the_maximum(book):
    before = sheet(GERMAN, grades=['"8,00"'] * 7)
    after = moodle(fill_moodle(before, book).data, PARTICIPANTS, GERMAN)
    assert after[7001] == 12.0
    assert after[7004] == 8.0


def test_the_column_can_be_named(book):
    assert fill_moodle(sheet(GERMAN), book, column="Bewertung").written == 4


def test_where_the_column_cannot_be_told_it_is_asked_for(book):
    scale = sheet(GERMAN).replace(b'"12,00"', b"gut").replace(b"Bestwertung", b"Skala")
    with pytest.raises(Problem, match="--column"):
        fill_moodle(scale, book)


def test_a_column_with_words_in_it_is_not_overwritten(book):
    with pytest.raises(Problem, match="cannot be told"):
        fill_moodle(sheet(ENGLISH), book, column="Status")


def test_a_sheet_without_participants_is_refused(book):
    with pytest.raises(Problem, match="no worksheet"):
        fill_moodle(b"Name,Grade,Maximum\nAmy,,12\nBen,,12\n", book)


def test_another_maximum_is_told(book):
    (note,) = fill_moodle(sheet(ENGLISH).replace(b"12.00", b"100.00"), book).notes
    assert "maximum grade is 100" in note.in_language("en")


def test_students_who_share_an_address_are_left_alone(book):
    from dataclasses import replace

    results = tuple(
        replace(result, student=replace(result.student, email="same@school.edu", ids={}, name=""))
        for result in book.results[:2]
    )
    filled = fill_moodle(sheet(ENGLISH).replace(b"amy@", b"same@"), replace(book, results=results))
    assert filled.written == 0
    assert len(filled.doubtful) == 2
