"""Cuts texts to what a consumer takes, and writes JSON as every consumer reads it."""

from __future__ import annotations

import json
from typing import Any


def cut(text: str, most: int) -> str:
    """Return at most `most` letters of `text`, and say where it was cut."""
    return text if len(text) <= most else f"{text[: most - 4]}\n..."


def to_json(data: Any) -> bytes:
    """Return `data` as JSON in UTF-8 with a line end; NaN and infinities are refused with ValueError."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"
