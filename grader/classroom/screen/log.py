"""Writes a kit's attempt log: one sealed line an attempt, added at the end and never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from grader.classroom.screen.chain import digest, ending, links, seal
from grader.classroom.screen.clock import steady
from grader.classroom.screen.entries import Claim, Entry, Kind
from grader.classroom.screen.kit import LOG, Kit
from grader.language import Problem, message

# What is only of use on this machine lies where the grader keeps such things.
FOLDER = ".grade"
PATIENCE_SECONDS = 10.0


class AttemptLog:
    """The log of one kit.

    Args:
        kit: whose log it is.
        now: the computer's clock.
        seconds: a clock that nobody can set.
    """

    def __init__(
        self,
        kit: Kit,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: Callable[[], float] = steady,
    ) -> None:
        self.path = kit.folder / LOG
        self._kit = kit
        self._now = now
        self._seconds = seconds
        self._head = kit.folder / FOLDER / "attempts.head"

    def entries(self) -> list[Entry]:
        """Return what can be read of the log, the oldest first."""
        found = []
        for link in links(self._kit.id, self._bytes()):
            with contextlib.suppress(ValueError):
                found.append(Entry.from_facts(link.facts or {}))
        return found

    def now(self) -> Entry:
        """Return an entry of this moment, which is not written, to measure the time with."""
        return Entry(0, self._kit.id, self._now(), round(self._seconds(), 3), Kind.PACK)

    def begin(self, versions: Mapping[str, str]) -> Entry:
        """Write the first entry, from which the time counts, unless it is there; return it."""
        with self._locked():
            begun = next((entry for entry in self.entries() if entry.kind is Kind.BEGIN), None)
            if begun is None:
                begun = self._add(Entry(0, self._kit.id, self._now(), 0.0, Kind.BEGIN, versions=versions))
        return begun

    def attempted(self, exercise: str, source: bytes, claim: Claim) -> Entry:
        """Write down that `source` was graded. Raises Problem where the log cannot be written."""
        sha256 = hashlib.sha256(source).hexdigest()
        with self._locked():
            known = any(entry.sha256 == sha256 and entry.text is not None for entry in self.entries())
            text = None if known else source.decode()
            return self._add(
                Entry(0, self._kit.id, self._now(), 0.0, Kind.ATTEMPT, exercise, sha256, text, claim)
            )

    def packed(self, answers: Mapping[str, str]) -> Entry:
        """Write down that these answers were packed, unless the last entry says exactly that."""
        with self._locked():
            entries = self.entries()
            if entries and entries[-1].kind is Kind.PACK and dict(entries[-1].answers) == dict(answers):
                return entries[-1]
            return self._add(Entry(0, self._kit.id, self._now(), 0.0, Kind.PACK, answers=answers))

    def _add(self, entry: Entry) -> Entry:
        log = self._bytes()
        lines, last = ending(log)
        entry = replace(
            entry, number=lines + 1, monotonic=round(self._seconds(), 3), noticed=self._noticed(last)
        )
        line = seal(self._kit.id, last, entry.to_facts())
        try:
            with self.path.open("ab") as file:
                # A line that was cut off, by a full disk or a power cut, is ended, and so remains as it is.
                file.write(line if not log or log.endswith(b"\n") else b"\n" + line)
                file.flush()
                os.fsync(file.fileno())
            self._head.write_text(digest(self._kit.id, line.rstrip(b"\n")), encoding="ascii")
        except OSError as error:
            raise _not_kept(self.path, error) from error
        return entry

    def _noticed(self, last: bytes | None) -> str:
        """Return what somebody did to the log since its last line was written."""
        try:
            head = self._head.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return ""
        if last is None:
            return "removed"
        return "" if head == digest(self._kit.id, last) else "changed"

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise _not_kept(self.path, error) from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep a second grader, in another terminal, from writing at the same time."""
        from filelock import FileLock, Timeout

        try:
            self._head.parent.mkdir(exist_ok=True)
            with FileLock(self._head.with_name("attempts.lock"), timeout=PATIENCE_SECONDS):
                yield
        except (OSError, Timeout) as error:
            raise _not_kept(self.path, error) from error


def _not_kept(path: Path, error: OSError) -> Problem:
    return Problem(
        message("{path} cannot be written: {reason}.", path=path, reason=error.strerror or str(error)),
        message("Your attempts are recorded there; mend that, or ask your interviewer what to do."),
    )
