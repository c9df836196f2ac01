"""What a program looks like once names, comments and the stub are taken away, and how much two have in common.

Fingerprints are winnowed hashes of a few tokens in a row (Schleimer, Wilkerson and Aiken: Winnowing, SIGMOD 2003).
Whole lines count too, so that independent lines in another order still match.
"""

from __future__ import annotations

import builtins
import hashlib
import io
import keyword
import re
import tokenize
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

GRAM = 8  # tokens in a row: about one short line of Python
WINDOW = 3
SHORTEST_LINE = 5  # tokens; shorter lines (`return x`) are everybody's

_KNOWN = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | {"torch", "np", "numpy", "F", "nn", "math"}
_LAYOUT = frozenset(
    {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENCODING}
    | {tokenize.ENDMARKER}
)
_WORDS = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: its number in the file, from 1, the last line that it reaches, and its tokens."""

    first: int
    last: int
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A program as the lines that are its author's own.

    Args:
        source: the program.
        stub: what everybody was given; its lines are left out.
    """

    source: str
    stub: str = ""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The logical lines that the stub does not have, without comments and free-standing strings."""
        given = {line.tokens for line in _lines(self.stub)}
        return tuple(line for line in _lines(self.source) if line.tokens not in given)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """All tokens of `lines` in a row."""
        return tuple(token for line in self.lines for token in line.tokens)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where in `tokens` each line begins."""
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line.tokens)
        return tuple(starts)

    @cached_property
    def features(self) -> dict[int, list[range]]:
        """Hash -> the stretches of `tokens` that have it; winnowed, so that every long common stretch shares some."""
        found: dict[int, list[range]] = {}
        for line, start in zip(self.lines, self.starts, strict=True):
            if len(line.tokens) >= SHORTEST_LINE:
                found.setdefault(_hash(("line", *line.tokens)), []).append(
                    range(start, start + len(line.tokens))
                )
        hashes = [_hash(self.tokens[i : i + GRAM]) for i in range(len(self.tokens) - GRAM + 1)]
        for i in _winnowed(hashes):
            found.setdefault(hashes[i], []).append(range(i, i + GRAM))
        if not found and self.tokens:  # too short for any of it: then only the same whole is alike
            found[_hash(self.tokens)] = [range(len(self.tokens))]
        return found

    def covered(self, features: Collection[int]) -> frozenset[int]:
        """Return which tokens lie in a stretch with one of these features."""
        return frozenset(i for each in features for stretch in self.features.get(each, ()) for i in stretch)

    def lines_of(self, tokens: Collection[int]) -> frozenset[int]:
        """Return the numbers of the file's lines of which more than half the tokens are among these."""
        found: set[int] = set()
        for line, start in zip(self.lines, self.starts, strict=True):
            if 2 * sum(start + i in tokens for i in range(len(line.tokens))) > len(line.tokens):
                found.update(range(line.first, line.last + 1))
        return frozenset(found)


def likeness(a: Text, b: Text) -> float | None:
    """Return how much of two programs is common, from 0 to 1; None where one of them has nothing of its own."""
    total = len(a.tokens) + len(b.tokens)
    if not a.tokens or not b.tokens:
        return None
    if a.tokens == b.tokens:
        return 1.0
    shared = a.features.keys() & b.features.keys()
    return (len(a.covered(shared)) + len(b.covered(shared))) / total


def _lines(source: str) -> list[Line]:
    try:
        return list(_logical_lines(source))
    except (tokenize.TokenError, SyntaxError):  # not Python: words and signs, line by line
        parts = ((i, tuple(_WORDS.findall(text))) for i, text in enumerate(source.splitlines(), 1))
        return [Line(i, i, tokens) for i, tokens in parts if tokens]


def _logical_lines(source: str) -> Iterator[Line]:
    tokens: list[str] = []
    only_text = True
    first = 0
    attribute = False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NEWLINE:
            if not only_text:
                yield Line(first, token.start[0], tuple(tokens))
            tokens, only_text = [], True
        elif token.type not in _LAYOUT:
            first = first if tokens else token.start[0]
            only_text = only_text and token.type == tokenize.STRING
            tokens.append(_normal(token, attribute))
            attribute = token.string == "."


def _normal(token: tokenize.TokenInfo, attribute: bool) -> str:
    """Return a token without what costs nothing to change: names of one's own, and texts."""
    if token.type == tokenize.NAME and not attribute and token.string not in _KNOWN:
        return "name"
    return "text" if token.type == tokenize.STRING else token.string


def _hash(tokens: Sequence[str]) -> int:
    return int.from_bytes(hashlib.blake2b("\0".join(tokens).encode(), digest_size=8).digest(), "big")


def _winnowed(hashes: Sequence[int]) -> set[int]:
    """Return the place of the least hash, the last of equals, in every window."""
    windows = (range(i, min(i + WINDOW, len(hashes))) for i in range(max(1, len(hashes) - WINDOW + 1)))
    return {min(window, key=lambda i: (hashes[i], -i)) for window in windows if window}
