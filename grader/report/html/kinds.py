"""What kind of answer was expected and given: its shape, dtype, device or type."""

from __future__ import annotations

from typing import Any

from grader.report.cleaning import one_line
from grader.report.html.printed import Piece
from grader.verdict import Failure, FailureKind

_KINDS = (
    FailureKind.WRONG_TYPE,
    FailureKind.WRONG_SHAPE,
    FailureKind.WRONG_DTYPE,
    FailureKind.WRONG_DEVICE,
    FailureKind.WRONG_GRADIENT,
)

Pieces = tuple[Piece, ...]


def kinds(failure: Failure) -> tuple[Pieces, Pieces] | None:
    """Return the expected and the given kind where that is what was wrong, with the sizes marked that differ."""
    expected, actual = failure.detail.get("expected"), failure.detail.get("actual")
    if failure.kind not in _KINDS or expected is None or actual is None:
        return None
    if isinstance(expected, list) and isinstance(actual, list):
        return _shape(expected, actual), _shape(actual, expected)
    if failure.kind is FailureKind.WRONG_GRADIENT:  # here they are elements, and the values show them
        return None
    return (Piece(one_line(str(expected)), differs=True),), (Piece(one_line(str(actual)), differs=True),)


def _shape(sizes: list[Any], others: list[Any]) -> Pieces:
    """Return a shape with the sizes marked that the other shape has not; both are read from their end."""
    pieces = [Piece("(")]
    for axis, size in enumerate(sizes):
        opposite = axis - len(sizes) + len(others)
        same = opposite >= 0 and others[opposite] == size
        pieces += [Piece(", ")] if axis else []
        pieces.append(Piece(str(size), differs=not same))
    return (*pieces, Piece(",)" if len(sizes) == 1 else ")"))
