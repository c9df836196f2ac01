"""What the learner's code prints, kept in memory up to a limit and never written anywhere."""

from __future__ import annotations

import io


class Printed(io.TextIOBase):
    """A text stream that keeps the first `limit` characters and counts the rest."""

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._kept = 0
        self._cut = 0

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep what still fits."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        part = text[: self._limit - self._kept]
        if part:
            self._parts.append(str(part))
            self._kept += len(part)
        self._cut += len(text) - len(part)
        return len(text)

    def take(self) -> tuple[str, int]:
        """Return (what was printed since the last time, how many characters were cut) and start again."""
        taken = "".join(self._parts), self._cut
        self._parts, self._kept, self._cut = [], 0, 0
        return taken
