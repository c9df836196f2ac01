"""How alike two answers are: the share of short runs of tokens that they have in common, the stub left out."""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

# A run so short survives moved lines; one token less, and any two loops over the same tensor are alike.
RUN = 5
# Fewer runs than this say nothing: there is hardly another way to write so little.
FEWEST = 8
# An answer has a few thousand characters; whatever is beyond this many is no answer.
LONGEST = 100_000

_TOKEN = re.compile(
    r"""
    (?P<string>[bBrRfFuU]{0,2}(?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))
    |(?P<comment>\#[^\n]*)
    |(?P<attribute>\.\s*[^\W\d]\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<number>\d[\w.]*)
    |(?P<sign>\*\*|//|->|[<>=!]=|\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_LONG_QUOTES = ('"' * 3, "'" * 3)
_KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | {"torch", "nn", "F", "np", "numpy", "math"}


def likeness(one: str, other: str, stub: str = "") -> float | None:
    """Return how alike two answers are, from 0 to 1; None where one of them has too little of its own.

    Renamed variables, comments, docstrings and the order of independent lines make next to no difference.

    Args:
        one: an answer.
        other: another.
        stub: what both began with; it counts for neither.
    """
    template = _runs(stub)
    mine, yours = _runs(one) - template, _runs(other) - template
    if min(mine.total(), yours.total()) < FEWEST:
        return None
    common = (mine & yours).total()
    return 2 * common / (mine.total() + yours.total())


@lru_cache(maxsize=128)
def _runs(source: str) -> Counter[tuple[str, ...]]:
    tokens = list(_tokens(source[:LONGEST]))
    return Counter(zip(*(tokens[start:] for start in range(RUN)), strict=False))


def _tokens(source: str) -> Iterator[str]:
    """Yield the tokens of a source, every name of the author's own as "v"."""
    for found in _TOKEN.finditer(source):
        match found.lastgroup:
            case "comment":
                continue
            case "string":
                if not found[0].endswith(_LONG_QUOTES):  # next to always a docstring
                    yield "s"
            case "name":
                yield found[0] if found[0] in _KEPT else "v"
            case "attribute":
                yield found[0].lstrip(". \t\n")
            case _:
                yield found[0]
