"""What the learner's code prints, kept in memory up to a limit and never written anywhere."""

from __future__ import annotations

import io


class PrintedTooMuchError(BaseException):
    """More was printed than is allowed; a BaseException, because who floods may well catch the others."""


class Printed(io.TextIOBase):
    """A text stream that keeps the first `limit` characters and counts the rest, up to `most`."""

    encoding = "utf-8"

    def __init__(self, limit: int, most: int) -> None:
        self._limit = limit
        self._most = most
        self._parts: list[str] = []
        self._kept = 0
        self._cut = 0

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep what still fits; PrintedTooMuchError once it is more than is allowed."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        part = text[: self._limit - self._kept]
        if part:
            self._parts.append(str(part))
            self._kept += len(part)
        self._cut += len(text) - len(part)
        if self.excess is not None:
            raise PrintedTooMuchError
        return len(text)

    @property
    def excess(self) -> list[int] | None:
        """The characters that are allowed and those that were printed, once these are more."""
        size = self._kept + self._cut
        return [self._most, size] if size > self._most else None

    def take(self) -> tuple[str, int]:
        """Return (what was printed since the last time, how many characters were cut) and start again."""
        taken = "".join(self._parts), self._cut
        self._parts, self._kept, self._cut = [], 0, 0
        return taken
