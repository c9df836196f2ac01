"""What a log says and how far it can be believed: its attempts, its time, and everything that is odd about it.

Whatever stands in a log is the candidate's claim. The log shows how answers came about; it proves nothing, because
it was written on the candidate's computer by a program that the candidate has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from grader.classroom.screen.archive import Archive
from grader.classroom.screen.chain import Fault, digest, ending, links
from grader.classroom.screen.clock import Jump, Move, elapsed, jumps
from grader.classroom.screen.entries import Entry, Kind
from grader.language import Message, message
from grader.report.cleaning import one_line

# Two computers that nobody has set do not agree better.
CLOCKS_DIFFER = timedelta(minutes=10)
MOST_LINES = 5000
MOST_NAMED = 10


class Weight(StrEnum):
    """How much a finding says."""

    GRAVE = "grave"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd about a log: how much it says, and what it is."""

    weight: Weight
    text: Message


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of the log, `seconds` after the beginning; `text` is None where the log does not have it."""

    entry: Entry
    seconds: float
    text: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one log says.

    Args:
        attempts: in the order of the log, over all exercises.
        findings: what is odd, the gravest first.
        began: when the time began, by the candidate's clock; None without a beginning.
        used: seconds from the beginning to the packing; None where either is missing.
        lines: how many lines the log has.
    """

    attempts: tuple[Attempt, ...]
    findings: tuple[Finding, ...]
    began: datetime | None
    used: float | None
    lines: int

    @property
    def sound(self) -> bool:
        """Whether nothing grave was found."""
        return all(finding.weight is not Weight.GRAVE for finding in self.findings)

    def recorded(self, exercise: str, sha256: str) -> float | None:
        """Return the seconds after which this very file was first graded, None where the log has no such run."""
        for attempt in self.attempts:
            if attempt.entry.exercise == exercise and attempt.entry.sha256 == sha256:
                return attempt.seconds
        return None


def examine(archive: Archive, kit: str, made: datetime, now: datetime) -> Evidence:
    """Read the log of an archive; never raises, whatever it holds.

    Args:
        archive: what was sent.
        kit: the id that the candidate's kit was given.
        made: when the kit was made.
        now: the time of the review.
    """
    entries, findings = _entries(archive, kit)
    findings += _ends(archive, kit, entries)
    findings += _clocks(entries, made, now)
    seconds = elapsed(entries)
    start = next((n for n, entry in enumerate(entries) if entry.kind is Kind.BEGIN), None)
    texts = {entry.sha256: entry.text for entry in entries if entry.text is not None}
    offset = 0.0 if start is None else seconds[start]
    attempts = tuple(
        Attempt(entry, max(0.0, at - offset), texts.get(entry.sha256))
        for entry, at in zip(entries, seconds, strict=True)
        if entry.kind is Kind.ATTEMPT
    )
    packed = entries[-1].kind is Kind.PACK if entries else False
    return Evidence(
        attempts,
        tuple(sorted(findings, key=lambda finding: finding.weight is not Weight.GRAVE)),
        None if start is None else entries[start].at,
        seconds[-1] - offset if packed and start is not None else None,
        ending(archive.log)[0],
    )


def _entries(archive: Archive, kit: str) -> tuple[list[Entry], list[Finding]]:
    """Return what can be read of a log, and what is wrong with its lines."""
    entries: list[Entry] = []
    faulty: dict[str, list[int]] = {}
    findings = []
    count, _ = ending(archive.log)
    for link in links(kit, archive.log, MOST_LINES):
        for fault in link.faults:
            faulty.setdefault(fault, []).append(link.line)
        if link.facts is None:
            continue
        try:
            entry = Entry.from_facts(link.facts)
        except ValueError:
            faulty.setdefault("malformed", []).append(link.line)
            continue
        entries.append(entry)
        if entry.kit != kit:
            faulty.setdefault("foreign", []).append(link.line)
        if entry.number != link.line:
            faulty.setdefault("misnumbered", []).append(link.line)
        if entry.noticed == "removed":
            findings.append(_grave(message("Before line {line}, the log had been deleted.", line=link.line)))
        elif entry.noticed:
            findings.append(
                _grave(message("Before line {line}, the end of the log had been changed.", line=link.line))
            )
    if count > MOST_LINES:
        findings.append(
            _grave(
                message(
                    "The log has {count} lines, of which the first {most} are read.",
                    count=count,
                    most=MOST_LINES,
                )
            )
        )
    return entries, [*(_of_lines(kind, lines) for kind, lines in faulty.items()), *findings]


def _of_lines(kind: str, lines: list[int]) -> Finding:
    shown = ", ".join(map(str, lines[:MOST_NAMED])) + (" ..." if len(lines) > MOST_NAMED else "")
    sentences = {
        Fault.UNREADABLE: message("These lines cannot be read: {lines}.", lines=shown),
        Fault.CHANGED: message("These lines were changed after they were written: {lines}.", lines=shown),
        Fault.MISPLACED: message(
            "Before these lines, something was changed, added, removed or moved: {lines}.", lines=shown
        ),
        "malformed": message("These lines are nothing that the grader writes: {lines}.", lines=shown),
        "foreign": message("These lines are from another kit: {lines}.", lines=shown),
        "misnumbered": message("These lines have the wrong number: {lines}.", lines=shown),
    }
    return _grave(sentences[kind])


def _ends(archive: Archive, kit: str, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield what is odd about the beginning and the end of a log."""
    lines, last = ending(archive.log)
    if last is None:
        yield _grave(message("There is no log."))
        return
    if not entries or entries[0].kind is not Kind.BEGIN:
        yield _grave(message("The log has no beginning."))
    if archive.lines is None:
        yield _grave(message("The archive was not made by `grade screen pack`."))
    elif archive.lines != lines or archive.head != digest(kit, last):
        yield _grave(
            message(
                "This is not the log that was packed: that one had {packed} lines, and this one has {lines}.",
                packed=archive.lines,
                lines=lines,
            )
        )
    if not entries or entries[-1].kind is not Kind.PACK:
        yield _grave(message("The log does not end with the packing."))
        return
    yield from _packing(archive, entries[-1].answers)


def _packing(archive: Archive, packed: Mapping[str, str]) -> Iterator[Finding]:
    answers = {stem: hashlib.sha256(source).hexdigest() for stem, source in archive.answers.items()}
    for stem in sorted(answers.keys() | packed.keys()):
        if answers.get(stem) != packed.get(stem):
            yield _grave(
                message("The answer to {exercise} is not the one that was packed.", exercise=one_line(stem))
            )


def _clocks(entries: Sequence[Entry], made: datetime, now: datetime) -> Iterator[Finding]:
    for jump in jumps(entries):
        yield _of_jump(jump)
    if entries and entries[0].at < made - CLOCKS_DIFFER:
        yield _grave(message("By the candidate's clock, the log begins before the kit was made."))
    if entries and max(entry.at for entry in entries) > now + CLOCKS_DIFFER:
        yield _grave(message("By the candidate's clock, the log ends in the future."))


def _of_jump(jump: Jump) -> Finding:
    time = str(timedelta(seconds=round(min(jump.seconds, 10**9))))
    match jump.move:
        case Move.BACK:
            return _grave(
                message("Before line {line}, the clock was set back by {time}.", line=jump.number, time=time)
            )
        case Move.AHEAD:
            return Finding(
                Weight.NOTE,
                message(
                    "Before line {line}, the clock went ahead by {time}: it was set, or the computer slept.",
                    line=jump.number,
                    time=time,
                ),
            )
        case _:
            return Finding(
                Weight.NOTE, message("Before line {line}, the computer was started anew.", line=jump.number)
            )


def _grave(text: Message) -> Finding:
    return Finding(Weight.GRAVE, text)
