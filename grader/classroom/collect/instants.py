"""Reads instants as people and systems write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial

from grader.report.cleaning import one_line

_FORMATS = (
    "%A, %d %B %Y, %I:%M %p",
    "%A, %d %B %Y, %I:%M:%S %p",
    "%A, %d %B %Y, %H:%M",
    "%A, %B %d, %Y, %I:%M %p",
    "%d %B %Y, %I:%M %p",
    "%d %B %Y, %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
)
_WEEKDAY = re.compile(r"[（(]?(?:星期|周)[一二三四五六日天][）)]?[,， ]*")


def read_instant(text: str, zone: tzinfo | None) -> datetime | None:
    """Return the instant that a text names, in `zone` (or the local one) where it does not say in which.

    None for a text that is none. ISO 8601 is read, and the ways of Gradescope and of Moodle in English and Chinese.
    """
    text = _WEEKDAY.sub("", one_line(text)).strip()
    # Ruby writes nanoseconds and a zone after a space.
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    text = re.sub(r"\s*(?:Z|UTC|GMT)$", "+00:00", text)
    iso = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    readings: list[Callable[[], datetime]] = [partial(datetime.fromisoformat, iso)]
    readings += [partial(datetime.strptime, text, form) for form in _FORMATS]
    for reading in readings:
        try:
            found = reading()
            if found.tzinfo is not None:
                return found
            return found.replace(tzinfo=zone) if zone is not None else found.astimezone()
        except (ValueError, OverflowError, OSError):
            continue
    return None
