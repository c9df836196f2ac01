"""Finds the elements of a printed value again, so that a report can mark and draw them.

Values were printed as Python code (`grader.report.show`), so Python's own parser reads them. Nothing is run.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.report.cleaning import one_line
from grader.verdict import Failure, FailureKind

# The judge prints far less; the parser should not be given more of a file that anybody could have written.
LONGEST = 10_000

_OF_VALUES = (FailureKind.WRONG_VALUE, FailureKind.WRONG_GRADIENT, FailureKind.LAW_BROKEN)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters of a printed value, and whether it is an element that differs."""

    text: str
    differs: bool = False


def marked(printed: str, failure: Failure) -> tuple[Piece, ...]:
    """Return `printed`, cut into pieces where the elements begin and end that `failure` calls wrong.

    A value that cannot be read, or of which the wrong elements are not shown, is one piece.
    """
    found = _leaf(printed, str(failure.detail.get("path") or "")) if failure.kind in _OF_VALUES else None
    if found is None:
        return (Piece(printed),)
    wrong, index = failure.detail.get("wrong"), failure.detail.get("index")
    # Parts of a container are told apart by their numbers alone; what has none is wrong as a whole.
    if wrong is not None:
        nodes = list(_where(_elements(found), wrong))
    elif isinstance(index, list):
        nodes = list(_at(_elements(found), index))
    else:
        nodes = [] if isinstance(found, ast.List | ast.Tuple | ast.Dict | ast.Call) else [found]
    return tuple(_cut(printed, sorted(_span(printed, node) for node in nodes)))


def unseen(failure: Failure, printed: tuple[str | None, str | None]) -> tuple[str, str, str] | None:
    """Return the index of the wrong element and both its numbers, where the printed answers were cut before it."""
    index, detail = failure.detail.get("index"), failure.detail
    if failure.kind not in _OF_VALUES or not index or "expected" not in detail or "actual" not in detail:
        return None
    if any(piece.differs for text in printed if text is not None for piece in marked(text, failure)):
        return None
    return one_line(str(index)), one_line(str(detail["expected"])), one_line(str(detail["actual"]))


def numbers(printed: str, path: str) -> Any:
    """Return the tensor at `path` of a printed value as nested lists of floats; None where it is not whole."""
    found = _leaf(printed, path)
    if found is None:
        return None
    try:
        return _numbers(_elements(found))
    except (ValueError, OverflowError):
        return None


def _leaf(printed: str, path: str) -> ast.expr | None:
    """Return the part of a printed value that `path`, as in "[1].weight", leads to."""
    value, steps = _parsed(printed), _parsed(f"_{path}")
    if value is None or steps is None:
        return None
    way: list[ast.expr] = []
    while isinstance(steps, ast.Subscript | ast.Attribute):
        way.append(steps)
        steps = steps.value
    if not isinstance(steps, ast.Name):
        return None
    for step in reversed(way):
        value = None if value is None else _part(value, step)
    return value


def _parsed(code: str) -> ast.expr | None:
    if len(code) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():  # about odd escapes, say; nobody here could mend them
            warnings.simplefilter("ignore")
            # Dots for items of a dictionary are no Python; blanks keep every place where it is.
            return ast.parse(code.replace(", ...}", ",    }"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _part(value: ast.expr, step: ast.expr) -> ast.expr | None:
    match value, step:
        case ast.Call(keywords=fields), ast.Attribute(attr=name):
            return next((field.value for field in fields if field.arg == name), None)
        case ast.Call(func=ast.Name(id="OrderedDict"), args=[ast.Dict() as inner]), _:
            return _part(inner, step)
        case ast.Dict(keys=keys, values=values), ast.Subscript(slice=wanted):
            same = (v for k, v in zip(keys, values, strict=True) if k and ast.dump(k) == ast.dump(wanted))
            return next(same, None)
        case (
            (ast.List(elts=items) | ast.Tuple(elts=items)),
            ast.Subscript(slice=ast.Constant(value=int(i))),
        ):
            return items[i] if 0 <= i < len(items) else None
    return None


def _elements(leaf: ast.expr) -> ast.expr:
    """Return the nested list inside of `tensor(...)`; a number is its own element."""
    match leaf:
        case ast.Call(func=ast.Name(id="Parameter"), args=[inner]):
            return _elements(inner)
        case ast.Call(func=ast.Name(id="tensor" | "array"), args=[inner]):
            return inner
    return leaf


def _where(element: ast.expr, wrong: Any) -> Iterator[ast.expr]:
    """Yield the elements at which a mask of the same nesting is true, as far as they are shown."""
    if isinstance(wrong, list):
        if isinstance(element, ast.List):
            for part, mask in zip(element.elts[: _shown(element)], wrong, strict=False):
                yield from _where(part, mask)
    elif wrong is True and not isinstance(element, ast.List):
        yield element


def _at(element: ast.expr, index: list[Any]) -> Iterator[ast.expr]:
    """Yield the element at `index`, if it is shown."""
    for position in index:
        if not isinstance(element, ast.List) or not isinstance(position, int):
            return
        if not 0 <= position < _shown(element):
            return
        element = element.elts[position]
    if not isinstance(element, ast.List):
        yield element


def _shown(elements: ast.List) -> int:
    """Return how many elements stand before the dots that stand for the others."""
    dots = (i for i, e in enumerate(elements.elts) if isinstance(e, ast.Constant) and e.value is ...)
    return next(dots, len(elements.elts))


def _numbers(element: ast.expr) -> Any:
    match element:
        case ast.List(elts=parts):
            return [_numbers(part) for part in parts]
        case ast.Constant(value=bool() | int() | float() as value):
            return float(value)
        case ast.Name(id="nan" | "inf" as name):
            return float(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.List):
            return -_numbers(operand)
    raise ValueError("not a number")


def _span(printed: str, node: ast.expr) -> tuple[int, int]:
    """Return where the letters of `node` begin and end; the parser counts in lines and in bytes of UTF-8."""
    lines = printed.split("\n")

    def place(line: int, column: int) -> int:
        before = sum(len(each) + 1 for each in lines[: line - 1])
        return before + len(lines[line - 1].encode()[:column].decode())

    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)


def _cut(printed: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for begin, end in spans:
        if begin > done:
            yield Piece(printed[done:begin])
        yield Piece(printed[begin:end], differs=True)
        done = end
    if done < len(printed):
        yield Piece(printed[done:])
