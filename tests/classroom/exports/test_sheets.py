"""Sheets of other systems: every cell is found where it is, and nothing else is touched."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.exports.sheets import delimiter_of, parse_sheet
from grader.language import Problem

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",;\n'), max_size=8)
TABLES = st.lists(st.lists(TEXTS, min_size=2, max_size=5), min_size=1, max_size=6)


def to_csv(rows, delimiter, line_end, quoting):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return file.getvalue()


LAYOUTS = st.tuples(
    st.sampled_from(",;"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["", "\ufeff"]),
)


def written(rows, layout):
    delimiter, line_end, quoting, mark = layout
    return (mark + to_csv(rows, delimiter, line_end, quoting)).encode()


@given(TABLES, LAYOUTS)
def test_cells_are_those_that_the_csv_module_reads(rows, layout):
    data = written(rows, layout)
    sheet = parse_sheet(data, layout[0], "a sheet")
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    assert [[cell.text for cell in row] for row in sheet.rows] == list(csv.reader(text, delimiter=layout[0]))


@given(TABLES, LAYOUTS, st.data(), TEXTS)
def test_filling_a_cell_changes_that_cell_and_no_other_byte(rows, layout, data, text):
    before = written(rows, layout)
    sheet = parse_sheet(before, layout[0], "a sheet")
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[row]) - 1))
    after = sheet.filled({(row, column): text})
    cell = sheet.rows[row][column]
    assert after.startswith(before[: cell.start])
    assert after.endswith(before[cell.end :])
    again = parse_sheet(after, layout[0], "a sheet")
    wanted = [[cell.text for cell in cells] for cells in sheet.rows]
    wanted[row][column] = text
    assert [[cell.text for cell in cells] for cells in again.rows] == wanted


@given(TABLES, LAYOUTS)
def test_a_sheet_with_nothing_to_fill_stays_as_it_was(rows, layout):
    before = written(rows, layout)
    assert parse_sheet(before, layout[0], "a sheet").filled({}) == before


def test_a_quoted_cell_stays_quoted():
    sheet = parse_sheet(b'a,"1"\n', ",", "a sheet")
    assert sheet.filled({(0, 1): "7.5"}) == b'a,"7.5"\n'


def test_a_last_line_without_an_end_is_a_line():
    sheet = parse_sheet(b"a,b\nc,", ",", "a sheet")
    assert [[cell.text for cell in row] for row in sheet.rows] == [["a", "b"], ["c", ""]]
    assert sheet.filled({(1, 1): "x"}) == b"a,b\nc,x"


def test_what_is_no_utf8_is_told_by_its_line():
    with pytest.raises(Problem, match="line 2"):
        parse_sheet("a,b\ncafé,1\n".encode("latin-1"), ",", "grades.csv")


def test_a_quotation_without_an_end_is_told_by_its_line():
    with pytest.raises(Problem, match="begins in line 2"):
        parse_sheet(b'a,b\n"c,1\n', ",", "grades.csv")


def test_there_is_no_cell_beyond_the_end_of_a_row():
    with pytest.raises(KeyError):
        parse_sheet(b"a,b\n", ",", "a sheet").filled({(0, 2): "x"})


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", ","),
        ("a;b;c\n1;2;3\n4;5;6\n", ";"),
        ("a;b;c\n1,5;2,5;3\n4;5;6\n", ";"),
        ("a;b,c\nd;e,f\n", ","),
        ('"a;b",c\n"d",e\n', ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_the_one_with_more_cells_that_three_lines_agree_on(text, delimiter):
    assert delimiter_of(text.encode()) == delimiter
