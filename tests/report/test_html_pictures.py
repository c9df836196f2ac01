"""Pictures: only where they say something, and then of the very question and the very answers."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.questions import to_data
from grader.report.html.pictures import bar, grids
from grader.report.show import show, show_call
from grader.structure import call
from grader.verdict import Failure, FailureKind

from .test_html_printed import CALM, JSON


def failing(question, expected, actual, *, kind=FailureKind.WRONG_VALUE, path="", **detail):
    wrong = (expected != actual) & ~(expected.isnan() & actual.isnan())
    where = wrong.nonzero()[0].tolist()
    parts = (show(expected), show(actual)) if not path else (f"(1, {show(expected)})", f"(1, {show(actual)})")
    detail = {"path": path, "index": where, "wrong": wrong.tolist()} | detail
    return Failure(
        kind,
        call=show_call("f", question.args, question.kwargs),
        expected=parts[0],
        actual=parts[1],
        detail=detail,
        question=to_data(question),
    )


IMAGE = torch.arange(8.0).reshape(1, 2, 4)
RIGHT = torch.tensor([[[1.0, 3.0]]])
WRONG = torch.tensor([[[1.0, -2.0]]])


def test_an_image_is_drawn_beside_both_answers_with_the_wrong_element_marked():
    image, expected, yours = grids(failing(call(IMAGE, 2), RIGHT, WRONG))
    assert [(grid.role, grid.where) for grid in (image, expected, yours)] == [
        ("input", "[0]"),
        ("expected", "[0]"),
        ("yours", "[0]"),
    ]
    assert [[cell.text for cell in row] for row in image.rows] == [list("0123"), list("4567")]
    assert [[cell.differs for cell in row] for row in yours.rows] == [[False, True]]
    assert [cell.text for cell in yours.rows[0]] == ["1", "−2"]
    assert not any(cell.differs for row in image.rows for cell in row)


def test_colours_say_sign_and_size():
    image, _, yours = grids(failing(call(IMAGE, 2), RIGHT, WRONG))
    assert [cell.shade for cell in image.rows[0]] == ["zero", "p1", "p2", "p2"]
    assert [cell.shade for cell in yours.rows[0]] == ["p2", "n3"]


def test_of_a_batch_the_image_with_the_wrong_answer_is_drawn():
    batch = torch.arange(24.0).reshape(3, 2, 2, 2)
    right = torch.zeros(3, 1, 1, 1)
    wrong = right.clone()
    wrong[2] = 1
    drawn = grids(failing(call(batch), right, wrong))
    assert [grid.where for grid in drawn] == ["[2, 0]", "[2, 1]", "[2, 0]", "[2, 0]"]
    assert drawn[1].rows[1][1].text == "23"


def test_a_part_of_the_answer_is_drawn_with_its_path():
    drawn = grids(failing(call(IMAGE), RIGHT, WRONG, path="[1]"))
    assert [grid.where for grid in drawn] == ["[0]", "[1][0]", "[1][0]"]


def test_a_matrix_and_a_vector_are_drawn_too():
    matrix = torch.ones(2, 3)
    drawn = grids(failing(call(matrix), torch.tensor([1.0, 2.0]), torch.tensor([1.0, 9.0])))
    assert [(grid.where, len(grid.rows), grid.columns) for grid in drawn] == [
        ("", 2, 3),
        ("", 1, 2),
        ("", 1, 2),
    ]
    assert drawn[2].rows[0][1].differs


def test_numbers_that_are_not_finite_have_a_look_of_their_own():
    nans = torch.tensor([[[float("nan"), -math.inf]]])
    drawn = grids(failing(call(IMAGE), RIGHT, nans))
    assert [(cell.text, cell.shade) for cell in drawn[-1].rows[0]] == [("nan", "odd"), ("−∞", "odd")]


def test_a_wide_picture_has_cells_without_numbers():
    wide = torch.zeros(1, 1, 12)
    wrong = wide.clone()
    wrong[0, 0, 5] = 1
    assert [grid.has_numbers for grid in grids(failing(call(IMAGE), wide, wrong))] == [True, False, False]


def test_a_number_fits_its_cell():
    odd = torch.tensor([[[-1.23456e-12, 123456.0, -0.333333]]])
    drawn = grids(failing(call(IMAGE), torch.zeros(1, 1, 3), odd))
    assert [cell.text for cell in drawn[-1].rows[0]] == ["−1e−12", "1e+05", "−0.33"]


def test_the_gradient_of_another_question_than_the_kept_one_is_not_drawn_beside_it():
    moved = failing(call(IMAGE), RIGHT, WRONG, kind=FailureKind.WRONG_GRADIENT)
    assert len(grids(moved)) == 3
    asked = Failure(**{f: getattr(moved, f) for f in moved.__slots__} | {"call": "f(tensor([[[0.001]]]))"})
    assert grids(asked) == ()


@pytest.mark.parametrize(
    "failure",
    [
        failing(call(IMAGE), torch.tensor(1.0), torch.tensor(2.0)),
        failing(call(torch.ones(4)), torch.ones(4), torch.zeros(4)),
        failing(call(torch.ones(1, 1, 20)), torch.ones(4), torch.zeros(4)),
        failing(call(torch.ones(5, 2, 2)), torch.ones(4), torch.zeros(4)),
        failing(call(torch.ones(1, 1, 1)), torch.ones(1), torch.zeros(1)),
        failing(call(torch.ones(0, 2, 2)), torch.ones(4), torch.zeros(4)),
        failing(call(torch.ones(1, 2, 2, dtype=torch.complex64)), torch.ones(4), torch.zeros(4)),
        failing(call(IMAGE), torch.ones(30, 2), torch.zeros(30, 2)),
        failing(call(3), torch.ones(4), torch.zeros(4)),
        failing(call(IMAGE), RIGHT, WRONG, kind=FailureKind.WRONG_DTYPE),
        failing(call(IMAGE), RIGHT, WRONG, index=None),
    ],
    ids=[
        "a single number",
        "a vector",
        "too wide",
        "too many planes",
        "next to nothing",
        "no element",
        "complex numbers",
        "a long answer",
        "no tensor",
        "another kind of failure",
        "no index",
    ],
)
def test_where_a_picture_would_say_nothing_there_is_none(failure):
    assert grids(failure) == ()


@CALM
@given(JSON, JSON, JSON, JSON)
def test_no_data_breaks_a_picture(question, index, wrong, number):
    detail = {"path": "", "index": index, "wrong": wrong, "difference": number, "allowed": 1e-9}
    for kept in (question, to_data(call(IMAGE))):
        told = Failure(
            FailureKind.WRONG_VALUE, expected=show(RIGHT), actual=show(WRONG), detail=detail, question=kept
        )
        grids(told)
        bar(told)


def told(difference, allowed):
    return Failure(FailureKind.WRONG_VALUE, detail={"difference": difference, "allowed": allowed})


@CALM
@given(st.floats(-12, 12), st.floats(0.01, 30))
def test_an_error_stands_behind_its_bound_inside_of_the_scale(bound, decades):
    shown = bar(told(10 ** (bound + decades), 10**bound))
    assert 0 < shown.allowed_at < shown.difference_at < 100
    assert 2 <= len(shown.ticks) <= 8
    assert all(0 < place < 100 for place, _ in shown.ticks)


def test_a_bar_says_how_far_the_error_is_from_its_bound():
    shown = bar(told(1.0, 1e-14))
    assert shown.times == "1 × 10¹⁴"
    assert [label for _, label in shown.ticks] == ["10⁻¹⁵", "10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"]
    assert bar(told(3.2e-9, 1e-9)).times == "3.2"
    assert bar(told(4.2e-5, 1e-9)).times == "42,000"


@pytest.mark.parametrize(
    ("difference", "allowed"),
    [
        (1.0, 0.0),
        (1.0, 2e-308),
        (1.0, 2.0),
        (float("nan"), 1e-9),
        (float("inf"), 1e-9),
        (1.0, float("nan")),
        (None, 1e-9),
        ("1", 1e-9),
    ],
)
def test_where_no_scale_holds_both_there_is_no_bar(difference, allowed):
    assert bar(told(difference, allowed)) is None
