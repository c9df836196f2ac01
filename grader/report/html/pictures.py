"""What the pictures of a failure show, as plain data: grids of numbers, and an error beside the bound on it.

The templates draw them as SVG. They are rectangles and short texts, for which a template is enough: the libraries
that write SVG fix the colours, and these follow the page into dark, into print and onto a phone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from grader.report.cleaning import one_line
from grader.report.html.printed import numbers
from grader.report.parts import values
from grader.verdict import Failure, FailureKind

LONGEST_SIDE = 16
MOST_PLANES = 4
# Below this many cells in all, the printed values are as easy to see.
FEWEST_CELLS = 4
# With more columns the numbers would be too small to read on a phone.
COLUMNS_WITH_NUMBERS = 8
LETTERS_IN_CELL = 6
SHADES = 4
TICKS = 6
# Where a scale begins and ends, in percent of the width: its outermost numbers have to fit as well.
LEFT, RIGHT = 7, 95
# A bound so far below the error means "exactly", and a scale of so many decades shows nothing.
MOST_DECADES = 40

Plane = list[list[float]]

_COMPARED = (FailureKind.WRONG_VALUE, FailureKind.WRONG_GRADIENT, FailureKind.LAW_BROKEN)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: its text, its colour (``n4`` to ``p4``, ``odd`` where it is not finite) and whether it differs."""

    text: str
    shade: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One plane of a tensor; `where` says which, as in "[1, 0]", and is empty for a matrix that is the answer."""

    role: str
    where: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.rows[0])

    @property
    def has_numbers(self) -> bool:
        """Whether its cells are large enough for numbers."""
        return self.columns <= COLUMNS_WITH_NUMBERS


@dataclass(frozen=True, slots=True)
class Bar:
    """An error beside the allowed one on a logarithmic scale; places are percentages of the width."""

    difference: float
    allowed: float
    times: str
    difference_at: float
    allowed_at: float
    ticks: tuple[tuple[float, str], ...]


def grids(failure: Failure) -> tuple[Grid, ...]:
    """Return the planes of the input, and the plane of both answers that has the wrong element.

    There are some only where they say something: where the first tensor of the question is a matrix or a small
    image of 3 or 4 dimensions, and an element of a tensor that was printed whole is wrong.
    """
    index = failure.detail.get("index")
    if failure.kind not in _COMPARED or not isinstance(index, list) or not 1 <= len(index) <= 4:
        return ()
    if not all(type(position) is int and position >= 0 for position in index):
        return ()
    path = str(failure.detail.get("path") or "")
    printed = values(failure)
    answers = [None if text is None else _plane(numbers(text, path), index[:-2]) for text in printed]
    if None in answers or not all(answer and _is_small(answer) for answer in answers):
        return ()
    wrong = _plane(failure.detail.get("wrong"), index[:-2])
    inputs = _input_planes(failure.question, failure, index)
    if not inputs or sum(len(p) * len(p[0]) for p in (*inputs.values(), *answers) if p) < FEWEST_CELLS:
        return ()
    largest_input, largest = _largest(inputs.values()), _largest(a for a in answers if a)
    drawn = [_grid("input", where, plane, largest_input) for where, plane in inputs.items()]
    for role, answer in zip(("expected", "yours"), answers, strict=True):
        assert answer is not None
        mask = wrong if wrong is not None else _only(answer, index[-2:])
        drawn.append(_grid(role, one_line(path) + _brackets(index[:-2]), answer, largest, mask))
    return tuple(drawn)


def bar(failure: Failure) -> Bar | None:
    """Return the error and its bound; None where either is no positive number, or the bound means "exactly"."""
    difference, allowed = failure.detail.get("difference"), failure.detail.get("allowed")
    if not isinstance(difference, float) or not isinstance(allowed, float):
        return None
    if not 0 < allowed < difference < math.inf:
        return None
    least, most = math.log10(allowed), math.log10(difference)
    if most - least > MOST_DECADES:
        return None
    first, last = math.floor(least) - 1, math.ceil(most)
    last += last - most < 0.25

    def place(exponent: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (exponent - first) / (last - first), 2)

    step = math.ceil((last - first) / TICKS)
    marks = [exponent for exponent in range(first, last + 1) if exponent % step == 0]
    return Bar(
        difference=difference,
        allowed=allowed,
        times=_times(difference / allowed),
        difference_at=place(most),
        allowed_at=place(least),
        ticks=tuple((place(exponent), _power(exponent)) for exponent in marks),
    )


def _input_planes(question: Any, failure: Failure, index: list[int]) -> dict[str, Plane]:
    """Return the planes of the first tensor of a question by their index; none where it is no small image."""
    found = _first_tensor(question, failure)
    if found is None or not 2 <= len(found.shape) <= 4 or 0 in found.shape:
        return {}
    leading = [range(size) for size in found.shape[:-2]]
    if len(found.shape) == len(index) == 4 and index[0] < found.shape[0]:
        leading[0] = range(index[0], index[0] + 1)  # of a batch, the image whose answer is wrong
    wheres = list(product(*leading))
    if len(wheres) > MOST_PLANES:
        return {}
    planes = {_brackets(where): found[where].tolist() for where in wheres}
    return planes if all(_is_small(plane) for plane in planes.values()) else {}


def _first_tensor(question: Any, failure: Failure) -> Any:
    """Return the first tensor of a question that was kept as data, in float64; only here is torch imported."""
    if question is None:
        return None
    import torch

    from grader.questions import NotDataError, from_data
    from grader.report.show import show
    from grader.structure import leaves

    try:
        asked = from_data(question)
    except NotDataError:
        return None
    tensor = next((leaf for _, leaf in leaves(asked) if isinstance(leaf, torch.Tensor)), None)
    if tensor is None or tensor.is_complex():
        return None
    # Before a gradient is asked for, numbers are moved off ties: what was kept may not be what was asked.
    if failure.kind is FailureKind.WRONG_GRADIENT and show(tensor) not in failure.call:
        return None
    return tensor.to(torch.float64)


def _plane(nested: Any, leading: list[int]) -> Any:
    """Return the matrix at a leading index of nested lists, a vector as one row; None where there is none."""
    for position in leading:
        if not isinstance(nested, list) or position >= len(nested):
            return None
        nested = nested[position]
    if isinstance(nested, list) and nested and not any(isinstance(row, list) for row in nested):
        nested = [nested]
    if not isinstance(nested, list) or not nested or not all(isinstance(row, list) and row for row in nested):
        return None
    flat = all(not isinstance(element, list) for row in nested for element in row)
    return nested if flat and len({len(row) for row in nested}) == 1 else None


def _is_small(plane: Plane) -> bool:
    return len(plane) <= LONGEST_SIDE and len(plane[0]) <= LONGEST_SIDE


def _only(plane: Plane, index: list[int]) -> list[list[bool]]:
    """Return a mask that is true at one element."""
    row, column = index if len(index) == 2 else (0, index[-1])
    return [[(i, j) == (row, column) for j in range(len(line))] for i, line in enumerate(plane)]


def _largest(planes: Any) -> float:
    finite = [abs(value) for plane in planes for row in plane for value in row if math.isfinite(value)]
    return max(finite, default=0.0)


def _grid(role: str, where: str, plane: Plane, largest: float, mask: Any = None) -> Grid:
    def cells() -> Iterator[tuple[Cell, ...]]:
        for i, row in enumerate(plane):
            yield tuple(
                Cell(_short(value), _shade(value, largest), _differs(mask, i, j))
                for j, value in enumerate(row)
            )

    return Grid(role, where, tuple(cells()))


def _differs(mask: Any, row: int, column: int) -> bool:
    try:
        return mask is not None and mask[row][column] is True
    except IndexError:
        return False


def _shade(value: float, largest: float) -> str:
    if not math.isfinite(value):
        return "odd"
    if value == 0 or largest == 0:
        return "zero"
    return f"{'p' if value > 0 else 'n'}{max(1, math.ceil(SHADES * abs(value) / largest))}"


def _short(value: float) -> str:
    """Return a number in as many digits as a cell holds."""
    if not math.isfinite(value):
        return {"inf": "∞", "-inf": "−∞"}.get(str(value), "nan")
    text = ""
    for digits in (3, 2, 1):
        text = f"{value:.{digits}g}"
        if len(text) <= LETTERS_IN_CELL:
            break
    return ("0" if text == "-0" else text).replace("-", "−")


def _brackets(index: Sequence[int]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _times(ratio: float) -> str:
    if ratio < 100:
        return f"{ratio:.1f}"
    if ratio < 1e6:
        return f"{ratio:,.0f}"
    exponent = math.floor(math.log10(ratio))
    return f"{ratio / 10**exponent:.2g} × {_power(exponent)}"


def _power(exponent: int) -> str:
    return "1" if exponent == 0 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"
