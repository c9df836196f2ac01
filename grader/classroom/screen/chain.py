"""The chain of an attempt log: every line is sealed, and knows the line before it.

The key is the id of the kit, which the candidate has too. So the chain shows what was changed by hand; it cannot
stop somebody who writes all of it anew with this very program.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

BEFORE, SEAL = "before", "seal"
# A text of a megabyte, every letter of which has to be spelled with six.
LONGEST_LINE = 7 * 2**20


class Fault(StrEnum):
    """What is wrong with a line."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    MISPLACED = "misplaced"


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a log: its number from 1, what it says (None where that cannot be read), what is wrong."""

    line: int
    facts: Mapping[str, Any] | None
    faults: tuple[Fault, ...] = ()


def seal(key: str, before: bytes | None, facts: Mapping[str, Any]) -> bytes:
    """Return the line that says `facts`, with its line end.

    Args:
        key: the id of the kit.
        before: the line before it without its line end, None for the first.
        facts: plain data; no key may be "before" or "seal".
    """
    body = {**facts, BEFORE: digest(key, before)}
    return _written({**body, SEAL: digest(key, _written(body))}) + b"\n"


def digest(key: str, line: bytes | None) -> str:
    """Return the keyed hash of a line, in hexadecimal digits."""
    return hmac.digest(key.encode(), line or b"", hashlib.sha256).hex()


def lines_of(log: bytes, most: int | None = None) -> list[bytes]:
    """Return the lines of a log, or the first `most`, without their line ends."""
    lines = log.split(b"\n", -1 if most is None else most)
    if not lines[-1] or (most is not None and len(lines) > most):
        lines.pop()  # what comes after the last line end
    return lines


def ending(log: bytes) -> tuple[int, bytes | None]:
    """Return how many lines a log has, and the last one without its line end, None where there is none."""
    if not log:
        return 0, None
    whole = log.endswith(b"\n")
    last = log[log.rfind(b"\n", 0, len(log) - whole) + 1 :]
    return log.count(b"\n") + (not whole), last[:-1] if whole else last


def links(key: str, log: bytes, most: int | None = None) -> tuple[Link, ...]:
    """Return the lines of a log, or the first `most`, and what is wrong with each.

    Never raises, whatever the bytes are.
    """
    found = []
    before: bytes | None = None
    for number, line in enumerate(lines_of(log, most), 1):
        found.append(_link(key, before, line, number))
        before = line
    if found and not log.endswith(b"\n"):
        last = found[-1]
        found[-1] = Link(last.line, last.facts, (*last.faults, Fault.CHANGED))
    return tuple(found)


def _link(key: str, before: bytes | None, line: bytes, number: int) -> Link:
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError("no attempt is so long")
        facts = json.loads(line.decode("ascii"), parse_constant=_refuse)
        if not isinstance(facts, dict):
            raise ValueError("a line is an object")
        whole = _written(facts) == line
    except (ValueError, RecursionError):
        return Link(number, None, (Fault.UNREADABLE,))
    body = {name: value for name, value in facts.items() if name not in (SEAL, BEFORE)}
    sealed = digest(key, _written({name: value for name, value in facts.items() if name != SEAL}))
    faults = []
    if not whole or not _same(facts.get(SEAL), sealed):
        faults.append(Fault.CHANGED)
    if not _same(facts.get(BEFORE), digest(key, before)):
        faults.append(Fault.MISPLACED)
    return Link(number, body, tuple(faults))


def _same(claimed: object, right: str) -> bool:
    return isinstance(claimed, str) and claimed.isascii() and hmac.compare_digest(claimed, right)


def _written(facts: Mapping[str, Any]) -> bytes:
    """Return data in the one way in which a log has it."""
    return json.dumps(
        facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("ascii")


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of a log")
