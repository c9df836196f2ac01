"""Compares names: of exercises with those of files, and of people with those of folders."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\d+|[\u3400-\u9fff\uf900-\ufaff]+|[^\W\d_\u3400-\u9fff\uf900-\ufaff]+")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")

# Endings that say which version a file is, and in which order people use them.
_MARKS = {
    "copy": 1,
    "副本": 1,
    "new": 2,
    "fixed": 2,
    "updated": 2,
    "修改": 2,
    "新": 2,
    "final": 1000,
    "最终": 1000,
}
_MARKS |= {"最终版": 1000, "submission": 0, "submit": 0, "old": -1, "backup": -1, "draft": -1, "solution": 0}
_VERSION = re.compile(
    r"""(?:
        \s*\((?P<bracket>\d{1,3})\)                                 # max_pooling (1): a browser, Windows
      | \s*[-_]\s*(?P<dash>\d{1,2})                                 # max_pooling-1: Canvas
      | [\s_.-]*v(?:er(?:sion)?)?[\s_.-]?(?P<version>\d{1,3})       # max_pooling_v2
      | [\s_.-]+(?P<mark>[^\W\d_]+)                                 # max_pooling_final
      | \s*(?P<chinese>副本|修改|最终版|最终|新)
    )\Z""",
    re.VERBOSE | re.IGNORECASE,
)

MOST_PARTS = 5
"""A name of more parts is compared in the order in which it stands, and in the reverse one."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, of Chinese letters or of digits in a name, in lower case, and where it stands."""

    text: str
    start: int
    end: int


def plain(text: str) -> str:
    """Return `text` in one normal form and in lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[Word]:
    """Return the words of a name in their order."""
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(plain(text))]


def compact(text: str) -> str:
    """Return the letters and digits of a name, in lower case and without anything between them."""
    return "".join(word.text for word in words(text))


def versions(name: str) -> Iterator[tuple[str, float]]:
    """Yield a name as it is, and then without one more mark of a version each time, with the order of that version."""
    order = 0.0
    yield name, order
    while found := _VERSION.search(name):
        mark = plain(found["mark"] or found["chinese"] or "")
        number = found["bracket"] or found["dash"] or found["version"]
        if not name[: found.start()] or (number is None and mark not in _MARKS):
            return
        order += float(number) if number is not None else _MARKS[mark]
        name = name[: found.start()]
        yield name, order


def without_accents(text: str) -> str:
    """Return `text` in lower case and without accents; letters that are no accented ones stay."""
    special = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(special))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def same_text(text: str) -> str:
    """Return the form in which two names are the same name, apart from case and white space."""
    return " ".join(plain(text).split())


def parts_of_name(name: str) -> list[str]:
    """Return the parts of a person's name without case, accents and signs; Chinese letters stay together."""
    text = without_accents(name).replace("'", "").replace("’", "")
    return [word for word in re.findall(r"[^\W_]+", text) if not word.isdigit()]


def joined_names(name: str) -> set[str]:
    """Return what a person's name may look like in one word, in any order: "Zhang San" is "zhangsan", "sanzhang"."""
    parts = parts_of_name(name)
    if not parts:
        return set()
    orders: Iterable[Sequence[str]] = itertools.permutations(parts)
    if len(parts) > MOST_PARTS:
        orders = (parts, parts[::-1], sorted(parts))
    return {"".join(order) for order in orders}


def ideographs(text: str) -> list[str]:
    """Return the runs of Chinese letters in `text`."""
    return _IDEOGRAPHS.findall(plain(text))


def slug(text: str) -> str:
    """Return a short name without spaces for somebody whom nobody named otherwise."""
    return "_".join(word.text for word in words(text))
