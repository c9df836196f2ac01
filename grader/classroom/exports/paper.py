"""What a student, or their system, is told about one submission: the parts of it, and their lines, ready to be written.

A paper holds only what may be seen. What may be is decided in `sight`, and which points count in the marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from grader.classroom.exports.scores import plain, rounded
from grader.classroom.exports.shares import Share, shares
from grader.classroom.exports.sight import Sees
from grader.classroom.model import Assignment, Item, Mark, Visibility
from grader.language import Message, Translator, message, text
from grader.report.cleaning import clean, one_line
from grader.report.sentences import failure_sentence, reason_sentence
from grader.verdict import NOBODYS_FAULT, CheckResult, Failure, FailureKind, Reason, Status, Title, Verdict

LINES_OF_TRACEBACK = 12
LINES_PRINTED = 8


class Standing(StrEnum):
    """How far one exercise of a submission has come."""

    WAITING = "waiting"
    GRADED = "graded"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_GRADED = "not graded"


@dataclass(frozen=True, slots=True)
class Answer:
    """One exercise of a submission: its mark, its verdict, and where there is none, `reason` says why."""

    mark: Mark
    number: int
    title: Title
    standing: Standing
    verdict: Verdict | None = None
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One check on one device, as it is shown.

    `most` and `won` are points. `told` is everything that is said about a failure, or why the check was not run.
    """

    id: str
    name: str
    status: Status
    most: Decimal
    won: Decimal
    told: str
    visibility: Visibility = Visibility.VISIBLE
    device: str = ""
    seconds: float = 0.0
    failure: Failure | None = None
    after: str = ""
    nobodys_fault: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One exercise: its lines, and its points after lateness."""

    item: Item
    name: str
    standing: Standing
    most: Decimal
    won: Decimal
    lines: tuple[Line, ...]
    told: str = ""
    hint: str = ""
    loads: bool = True
    seed: int | None = None
    sha256: str = ""
    total_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One submission. Texts are in the language of the assignment.

    Attributes:
        assignment: what was handed in for.
        parts: its exercises, in order.
        at: when it was handed in.
        now: when this was written.
        seconds: how long grading took so far.
        over: whether grading came to its end, so that nothing more will be written.
        isolation: what held the submission back.
        notes: what is said of the whole submission.
    """

    assignment: Assignment
    parts: tuple[Part, ...]
    at: datetime | None
    now: datetime
    seconds: float = 0.0
    over: bool = True
    isolation: str = ""
    notes: tuple[str, ...] = ()

    @property
    def most(self) -> Decimal:
        """The points that can be had, without extra credit."""
        return rounded(self.assignment.maximum)

    @property
    def won(self) -> Decimal:
        """The points so far."""
        return sum((part.won for part in self.parts), Decimal(0))

    @property
    def fraction(self) -> float:
        """The points as a share of the maximum, from 0 to 1."""
        return float(min(max(self.won / self.most, Decimal(0)), Decimal(1))) if self.most else 0.0

    @property
    def graded(self) -> bool:
        """Whether every exercise has its points, so that they add up to a score."""
        return not any(part.standing in (Standing.WAITING, Standing.NOT_GRADED) for part in self.parts)

    @property
    def total_hidden(self) -> bool:
        """Whether the total would tell what a check that may not be seen found."""
        return any(part.total_hidden for part in self.parts)

    def head(self) -> str:
        """Return what is said above all lines: the points, lateness, the isolation, and what went wrong."""
        _ = text(self.assignment.language)
        sentences = [_("{title}: {status}", title=one_line(self.assignment.title), status=_standing(self, _))]
        sentences += self.notes
        sentences += [
            _("{exercise}: {told}", exercise=part.name, told=part.told) for part in self.parts if part.told
        ]
        if self.isolation:
            sentences.append(_("How submissions are locked in here: {isolation}.", isolation=self.isolation))
        return "\n".join(sentences)


def make_paper(
    assignment: Assignment,
    answers: Sequence[Answer],
    sees: Sees,
    *,
    at: datetime | None,
    now: datetime,
    seconds: float = 0.0,
    over: bool = True,
    isolation: str = "",
    seeds_shown: bool = False,
) -> Paper:
    """Return the paper of a submission, of which `sees` says what may be seen.

    `seeds_shown` lets the seeds be seen: where they are secret, whoever has one has the questions.
    """
    _ = text(assignment.language)
    return Paper(
        assignment=assignment,
        parts=tuple(_part(answer, sees, assignment.language, seeds_shown) for answer in answers),
        at=at,
        now=now,
        seconds=seconds,
        over=over,
        isolation=one_line(isolation),
        notes=() if over else (_("Grading is not over yet: what is missing below is still to come."),),
    )


def told(failure: Failure, _: Translator) -> str:
    """Return everything about a failure as text: the sentence, the question, both answers, what was raised."""
    parts = [failure_sentence(failure, _), failure.call]
    unanswered = (FailureKind.TIMED_OUT, FailureKind.KILLED, FailureKind.PRINTED_TOO_MUCH)
    if failure.expected is not None and failure.kind not in unanswered:
        parts.append(f"{_('expected')}  {failure.expected}")
    if failure.actual is not None:
        parts.append(f"{_('yours')}  {failure.actual}")
    if failure.traceback:
        parts.append(_last(failure.traceback, LINES_OF_TRACEBACK))
    if failure.printed:
        parts.append(f"{_('it printed:')}\n{_last(failure.printed, LINES_PRINTED)}")
    return "\n".join(clean(part) for part in parts if part)


def _part(answer: Answer, sees: Sees, language: str, seeds_shown: bool) -> Part:
    _ = text(language)
    mark, verdict = answer.mark, answer.verdict
    name = f"{answer.number:02d} {one_line(answer.title.in_language(language))}"
    most, won = rounded(mark.item.points), rounded(mark.score or 0.0)
    if verdict is None or answer.standing is not Standing.GRADED:
        reason = answer.reason or _WHY_NOT[answer.standing]
        loads = answer.standing is not Standing.UNREADABLE
        said = one_line(reason.in_language(language))
        return Part(mark.item, name, answer.standing, most, won, (), said, loads=loads)
    seen = sees(mark.item, verdict)
    lines = [
        _line(check, share, seen.visibility(check.id), language)
        for check, share in zip(seen.verdict.checks, shares(mark.item, verdict, seen), strict=True)
    ]
    if verdict.problem is not None:
        lines.insert(0, _problem(seen.verdict.problem, most, _))
    diagnosis = seen.verdict.diagnosis
    return Part(
        item=mark.item,
        name=name,
        standing=Standing.GRADED,
        most=most,
        won=won,
        lines=tuple(lines),
        told=" ".join(
            [
                *_lateness(mark, _),
                *(one_line(note.in_language(language)) for note in mark.notes if not mark.attempt),
            ]
        ),
        hint=one_line(diagnosis.sentence.in_language(language)) if diagnosis is not None else "",
        loads=verdict.problem is None,
        seed=verdict.seed if seeds_shown else None,
        sha256=verdict.submission_sha256,
        total_hidden=seen.total_hidden,
    )


def _problem(problem: Failure | None, most: Decimal, _: Translator) -> Line:
    return Line(
        id="loads",
        name=_("your file"),
        status=Status.FAILED,
        most=most,
        won=Decimal(0),
        told=told(problem, _) if problem is not None else "",
        failure=_cleaned(problem),
    )


_WHY_NOT = {
    Standing.WAITING: message("not graded yet"),
    Standing.GRADED: message("the grader came to no verdict"),
    Standing.MISSING: message("nothing was handed in"),
    Standing.UNREADABLE: message("the file cannot be read"),
    Standing.NOT_GRADED: message("could not be graded, which is no fault of yours; tell your teacher"),
}


def _line(check: CheckResult, share: Share, visibility: Visibility, language: str) -> Line:
    _ = text(language)
    name = one_line(check.title.in_language(language))
    if check.function:
        name = _("{function}: {aspects}", function=check.function, aspects=name)
    said = ""
    if check.failure is not None:
        said = told(check.failure, _)
    elif check.status is Status.NOT_RUN:
        said = reason_sentence(check, _)
    elif check.status is Status.GRADER_ERROR:
        said = _("the grader failed here, not you")
    return Line(
        id=check.id,
        name=name,
        status=check.status,
        most=share.most,
        won=share.won,
        told=said,
        visibility=visibility,
        device=one_line(check.device),
        seconds=check.seconds,
        failure=_cleaned(check.failure),
        after=check.reason_detail if check.reason is Reason.EARLIER_CHECK_FAILED else "",
        nobodys_fault=check.reason in NOBODYS_FAULT,
    )


def _cleaned(failure: Failure | None) -> Failure | None:
    """Return a failure whose texts can be shown by whoever shows them."""
    if failure is None:
        return None
    return replace(
        failure,
        call=clean(failure.call),
        expected=None if failure.expected is None else clean(failure.expected),
        actual=None if failure.actual is None else clean(failure.actual),
        traceback=None if failure.traceback is None else clean(failure.traceback),
        printed=None if failure.printed is None else clean(failure.printed),
    )


def _lateness(mark: Mark, _: Translator) -> list[str]:
    if mark.late <= timedelta(0) and mark.penalty <= 0:
        return []
    days = plain(mark.late.total_seconds() / 86400)
    if mark.penalty > 0:
        return [_("{days} days late, {points} points less.", days=days, points=plain(mark.penalty))]
    return [_("{days} days late.", days=days)]


def _standing(paper: Paper, _: Translator) -> str:
    if paper.total_hidden:
        return _("some checks are not shown, so that the points are not shown either")
    return _("{score} of {points} points", score=plain(paper.won), points=plain(paper.most))


def _last(untrusted: str, most: int) -> str:
    lines = untrusted.rstrip("\n").split("\n")
    return "\n".join(lines if len(lines) <= most else ["...", *lines[-most:]])
