"""What a key is called where eight columns are too many: a digest of it, and the beginning of that for people."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple

from grader.classroom.model import Key

SHORT = 12


def digest(key: Key) -> str:
    """Return 64 hexadecimal digits that no other key has."""
    data = json.dumps(astuple(key), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()


def short(key: Key) -> str:
    """Return the first digits of the digest: enough to name a key on a command line."""
    return digest(key)[:SHORT]
