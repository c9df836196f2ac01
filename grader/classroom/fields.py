"""Reads the fields of a TOML table, each as what it must be; what is wrong is noted and the reading goes on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from math import inf, isfinite
from typing import Any, TypeVar

from grader.classroom.toml import Document, Where
from grader.language import Message, message

E = TypeVar("E", bound=StrEnum)

_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(d|h|min|m|s)")
_UNITS = {"d": 86400, "h": 3600, "min": 60, "m": 60, "s": 1}
_LONGEST = 60
_DAY_ENDS = time(23, 59, 59)
_FORGIVING = 0.5


class Table:
    """One table of a document. Asking for a field also says that the table may have it.

    Args:
        document: the document.
        where: the table's place in it.
        data: what stands there.
    """

    def __init__(self, document: Document, where: Where = (), data: Any = None) -> None:
        self.document = document
        self.where = where
        self._data: dict[str, Any] = document.data if not where else data if isinstance(data, dict) else {}
        self._known: list[str] = []
        if where and not isinstance(data, dict):
            document.fault(where, _is(where[-1], data), _must(message("a table")))

    def fault(self, key: str, what: Message, next_step: Message) -> None:
        """Note that something is wrong with a field."""
        self.document.fault((*self.where, key), what, next_step)

    def has(self, key: str) -> bool:
        """Whether the table has the field."""
        return key in self._data

    def free(self) -> list[str]:
        """Return the keys that the table has, where they are the teacher's to choose."""
        self._known += self._data
        return list(self._data)

    def done(self) -> None:
        """Note every field that nobody asked for."""
        for key in self._data:
            if key not in self._known:
                close = difflib.get_close_matches(key, self._known, n=1, cutoff=_FORGIVING)
                self.fault(
                    key,
                    message("“{key}” is no key of this table.", key=key),
                    message("Did you mean “{name}”?", name=close[0])
                    if close
                    else message("It may have the keys {keys}.", keys=", ".join(self._known)),
                )

    def value(self, key: str) -> Any:
        """Return what the field holds, None where it is not there."""
        self._known.append(key)
        return self._data.get(key)

    # -- what a field may be --------------------------------------------------------------------------------

    def text(
        self, key: str, default: str = "", *, required: bool = False, wanted: Message | None = None
    ) -> str:
        """Return a text, without the spaces around it; an empty one is none."""
        value = self.value(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        wanted = wanted or message("a text in quotes")
        if value is not None:
            self._wrong(key, value, wanted)
        elif required:
            self._lacks(key, wanted)
        return default

    def flag(self, key: str) -> bool:
        """Return true or false, by default false."""
        value = self.value(key)
        if value is not None and not isinstance(value, bool):
            self._wrong(key, value, message("true or false, without quotes"))
        return value is True

    def number(
        self, key: str, default: float, *, zero: bool = False, most: float = inf, whole: bool = False
    ) -> float:
        """Return a number above 0 and at most `most`; `zero` says that it may be 0 too."""
        value = self.value(key)
        if value is None:
            return default
        kinds = (int,) if whole else (int, float)
        if type(value) in kinds and isfinite(value) and 0 <= value <= most and (value or zero):
            return float(value)
        if whole:
            wanted = message("a whole number above 0")
        elif zero:
            wanted = message("a number, 0 or more")
        elif most == inf:
            wanted = message("a number above 0")
        else:
            wanted = message("a number above 0 and at most {most}", most=f"{most:g}")
        self._wrong(key, value, wanted)
        return default

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """Return one of the values of an enumeration."""
        return kind(self.word(key, [each.value for each in kind], default.value))

    def word(self, key: str, words: Sequence[str], default: str) -> str:
        """Return one of `words`."""
        value = self.value(key)
        if value is None or value in words:
            return default if value is None else str(value)
        close = difflib.get_close_matches(str(value), words, n=1, cutoff=_FORGIVING)
        one_of = message("It must be one of {names}.", names=", ".join(words))
        self.fault(
            key,
            _is(key, value),
            message("Did you mean “{name}”? {otherwise}", name=close[0], otherwise=one_of)
            if close
            else one_of,
        )
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, no two alike."""
        value = self.value(key)
        if value is None:
            return ()
        texts = value if isinstance(value, list) else []
        if not texts or not all(isinstance(each, str) and each.strip() for each in texts):
            self._wrong(key, value, message('a list of texts, like ["one", "two"]'))
            return ()
        texts = [each.strip() for each in texts]
        twice = [each for each in dict.fromkeys(texts) if texts.count(each) > 1]
        if twice:
            self.fault(
                key,
                message("“{key}” has “{value}” twice.", key=key, value=twice[0]),
                message("Remove one of the two."),
            )
        return tuple(dict.fromkeys(texts))

    def duration(self, key: str) -> timedelta:
        """Return a span of time like "2h" or "1d 12h"; none is zero."""
        value = self.value(key)
        if value is None:
            return timedelta(0)
        parts = _PART.findall(value) if isinstance(value, str) else []
        if not parts or _PART.sub("", value).strip():
            self._wrong(key, value, message('a span of time, like "30min", "2h" or "1d 12h"'))
            return timedelta(0)
        return timedelta(seconds=sum(float(count) * _UNITS[unit] for count, unit in parts))

    def instant(self, key: str, zone: tzinfo, *, closing: bool) -> datetime | None:
        """Return an instant, in `zone` where it has none of its own.

        A day without a time begins at midnight, or ends before the next where it closes something.
        """
        value = self.value(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, _DAY_ENDS if closing else time())
        if not isinstance(value, datetime):
            self._wrong(key, value, message("a date without quotes, like 2026-03-16T23:59:59"))
            return None
        if value.tzinfo is not None:
            return value
        local = value.replace(tzinfo=zone)
        if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value:
            self.fault(
                key,
                message("“{key}” is {value}, and the clocks skip that hour.", key=key, value=written(value)),
                message("Choose an hour earlier or later."),
            )
        return local

    def tables(self, key: str) -> list[Table]:
        """Return an array of tables."""
        value = self.value(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._wrong(key, value, message("an array of tables, each under a line [[{key}]]", key=key))
            return []
        return [Table(self.document, (*self.where, key, i), each) for i, each in enumerate(value)]

    def table(self, key: str) -> Table | None:
        """Return a table inside this one."""
        value = self.value(key)
        return None if value is None else Table(self.document, (*self.where, key), value)

    # -- errors ---------------------------------------------------------------------------------------------

    def _wrong(self, key: str, value: Any, wanted: Message) -> None:
        self.fault(key, _is(key, value), _must(wanted))

    def _lacks(self, key: str, wanted: Message) -> None:
        self.fault(key, message("“{key}” is missing.", key=key), _must(wanted))


def written(value: Any) -> str:
    """Return a value nearly as it stands in the file, shortened."""
    if isinstance(value, bool):
        told = str(value).lower()
    elif isinstance(value, str):
        told = f'"{value}"'
    elif isinstance(value, datetime | date | time):
        told = value.isoformat()
    elif isinstance(value, Collection):
        told = "{...}" if isinstance(value, dict) else "[...]" if value else "[]"
    else:
        told = str(value)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."


def _is(key: object, value: Any) -> Message:
    return message("“{key}” is {value}.", key=key, value=written(value))


def _must(wanted: Message) -> Message:
    return message("It must be {wanted}.", wanted=wanted)
