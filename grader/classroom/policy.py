"""What every student gets, and why: which attempt counts, what lateness takes away, what a person decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from grader.classroom.model import (
    Assignment,
    Attempt,
    Collection,
    Gradebook,
    Graded,
    HandedIn,
    Item,
    Key,
    Lateness,
    Mark,
    Override,
    Record,
    Result,
    Student,
)
from grader.language import Message, message
from grader.verdict import NOBODYS_FAULT, CheckResult, Status, Verdict

DAY = timedelta(days=1)
#: The check that decides about all points though it weighs nothing, as `grader.judge.aspects` calls it.
ALLOWED_MEANS = "allowed_means_only"


def gradebook(
    assignment: Assignment,
    collection: Collection,
    grades: Mapping[Key, Graded],
    overrides: Iterable[Override],
    now: datetime,
) -> Gradebook:
    """Return what every student gets, in the order of the collection.

    Of several grades of one file (a regrade, for instance) the newest that can be scored counts. What was handed
    in again without a change is still the attempt that it was the first time.

    Args:
        assignment: the policies.
        collection: what was handed in.
        grades: the ledger's rows.
        overrides: what persons decided; of two about the same score the later counts.
        now: the instant that the gradebook shall bear.
    """
    book = _Book(assignment, collection, grades, overrides)
    return Gradebook(assignment, tuple(book.result(student) for student in book.students), now)


def closes(assignment: Assignment) -> datetime | None:
    """Return the instant after which work is of no use any more; None where there is no due date."""
    if assignment.due is None or assignment.late_until is not None:
        return assignment.late_until
    late = assignment.late
    return later(assignment.due, late.days * DAY if late.kind is Lateness.LATE_DAYS else late.grace)


def later(instant: datetime, span: timedelta) -> datetime:
    """Return `instant` plus a span of real time, whatever the clocks do meanwhile."""
    return (instant.astimezone(UTC) + span).astimezone(instant.tzinfo)


def lateness(assignment: Assignment, at: datetime | None) -> timedelta:
    """Return how late an attempt is: zero within the time of grace, and where no instant or due date is known."""
    if at is None or assignment.due is None:
        return timedelta(0)
    late = at.astimezone(UTC) - assignment.due.astimezone(UTC)
    return late if late > max(assignment.late.grace, timedelta(0)) else timedelta(0)


def days_begun(late: timedelta) -> int:
    """Return the days that lateness has begun: a second is one day, a day and a second are two."""
    return -(-late // DAY)


def weighed(item: Item, verdict: Verdict) -> tuple[CheckResult, ...]:
    """Return the checks of a verdict with the weights of the item in place of the contract's, where it has any.

    A check that ran on several devices shares its weight among them, as the contract's weights do.
    """
    times = Counter(check.id for check in verdict.checks)
    found = []
    for check in verdict.checks:
        pattern = check.id
        if pattern not in item.weights:
            pattern = next((each for each in item.weights if fnmatchcase(check.id, each)), "")
        weight = item.weights[pattern] / times[check.id] if pattern else check.weight
        found.append(replace(check, weight=weight))
    return tuple(found)


def counts(check: CheckResult) -> bool:
    """Whether a check says anything about the submission."""
    return check.reason not in NOBODYS_FAULT and check.status is not Status.GRADER_ERROR


def worth(item: Item, verdict: Verdict) -> float | None:
    """Return what a verdict is worth in an item's points; None where it cannot be scored, which is no zero."""
    if verdict.status is Status.GRADER_ERROR:
        return None
    if verdict.problem is not None:
        return 0.0
    if any(check.id == ALLOWED_MEANS and check.status is Status.FAILED for check in verdict.checks):
        return 0.0
    checks = weighed(item, verdict)
    share = share_won(checks, checks)
    return None if share is None else round(share * item.points, 2)


def share_won(some: Sequence[CheckResult], every: Sequence[CheckResult]) -> float | None:
    """Return the share of the weight of `every` check that `some` of them won; None where nothing could be judged."""
    total = sum(check.weight for check in every if counts(check))
    won = sum(check.weight for check in some if check.status is Status.PASSED)
    return min(1.0, won / total) if total > 0 else None


@dataclass(frozen=True, slots=True)
class _Try:
    """One attempt at one exercise."""

    attempt: Attempt
    file: HandedIn
    late: timedelta
    graded: Graded | None
    automatic: float | None
    penalty: float = 0.0

    @property
    def score(self) -> float:
        """What it is worth after lateness; less than nothing where it cannot be scored."""
        return -1.0 if self.automatic is None else self.automatic - self.penalty


class _Book:
    """The grades of one class, found by student."""

    def __init__(
        self,
        assignment: Assignment,
        collection: Collection,
        grades: Mapping[Key, Graded],
        overrides: Iterable[Override],
    ) -> None:
        self.assignment = assignment
        known = {student.id: student for student in collection.students}
        for attempt in collection.attempts:
            for name in attempt.students:
                known.setdefault(name, Student(name))
        self.students = tuple(known.values())
        self._teams = {name: frozenset(team) for team in assignment.groups.values() for name in team}
        # Without an instant it cannot be said what came first; such attempts come before all others.
        earliest = datetime.min.replace(tzinfo=UTC)
        self._attempts = sorted(collection.attempts, key=lambda a: a.at.astimezone(UTC) if a.at else earliest)
        self._overrides = {
            (each.student, each.exercise): each for each in sorted(overrides, key=lambda each: each.at)
        }
        self._grades: dict[tuple[str, str], Graded] = {}
        for key, graded in sorted(grades.items(), key=lambda pair: pair[1].at):
            if not self._asked_for(key):
                continue
            before = self._grades.get((key.sha256, key.exercise))
            if before is None or _scorable(graded) or not _scorable(before):
                self._grades[key.sha256, key.exercise] = graded

    def result(self, student: Student) -> Result:
        """Return what one student gets."""
        mine = self._teams.get(student.id, frozenset()) | {student.id}
        attempts = [attempt for attempt in self._attempts if mine.intersection(attempt.students)]
        marks = tuple(self._mark(student, item, attempts) for item in self.assignment.items)
        open_ = any(mark.score is None and mark.attempt is not None for mark in marks)
        total = None if open_ else round(sum(mark.score or 0.0 for mark in marks), 2)
        used = 0
        if self.assignment.late.kind is Lateness.LATE_DAYS:
            used = max((days_begun(mark.late) for mark in marks), default=0)
        return Result(student, marks, total, used)

    def _asked_for(self, key: Key) -> bool:
        """Whether a grade was made as the assignment is now: with its seed, its budget and its devices."""
        assignment = self.assignment
        return (
            key.seed == assignment.seed(key.exercise)
            and key.budget == assignment.budget
            and (not assignment.devices or set(key.devices) == set(assignment.devices))
        )

    def _mark(self, student: Student, item: Item, attempts: Sequence[Attempt]) -> Mark:
        notes: list[Message] = []
        found = self._of_record(self._accepted(self._tries(item, attempts), notes), notes)
        override = self._overrides.get((student.id, item.exercise))
        if override is not None and override.score is None:
            override = None
        given = None if override is None or override.score is None else max(0.0, override.score)
        if found is None:
            return Mark(item, given, override=override, notes=tuple(notes))
        if found.attempt.at is None and self.assignment.due is not None:
            notes.append(
                message(
                    "It is not known when {attempt} was handed in; it counts as in time.",
                    attempt=found.attempt.id,
                )
            )
        automatic = None if found.automatic is None else round(found.score, 2)
        return Mark(
            item=item,
            score=automatic if given is None else given,
            automatic=found.automatic,
            penalty=found.penalty,
            late=found.late,
            attempt=found.attempt,
            file=found.file,
            graded=found.graded,
            override=override,
            notes=tuple(notes),
        )

    def _tries(self, item: Item, attempts: Sequence[Attempt]) -> list[_Try]:
        """Return the attempts at an exercise in order; the same bytes once more are no new attempt."""
        tries: list[_Try] = []
        for attempt in attempts:
            file = next((file for file in attempt.files if file.exercise == item.exercise), None)
            if file is None or (tries and tries[-1].file.sha256 == file.sha256):
                continue
            graded = self._grades.get((file.sha256, item.exercise))
            automatic = None
            if graded is not None and graded.verdict is not None:
                automatic = worth(item, graded.verdict)
            late = lateness(self.assignment, attempt.at)
            penalty = min(automatic or 0.0, self._penalty(item, late))
            tries.append(_Try(attempt, file, late, graded, automatic, penalty))
        return tries

    def _penalty(self, item: Item, late: timedelta) -> float:
        policy = self.assignment.late
        if policy.kind is not Lateness.PERCENT_PER_DAY:
            return 0.0
        return round(item.points * policy.percent / 100 * days_begun(late), 2)

    def _accepted(self, tries: Sequence[_Try], notes: list[Message]) -> list[_Try]:
        """Return the attempts that count at all, and note why the others do not."""
        accepted: list[_Try] = []
        used = 0
        most = self.assignment.attempts
        for each in tries:
            name = each.attempt.id
            if self._too_late(each):
                notes.append(message("{attempt} came too late and does not count.", attempt=name))
                continue
            if most is not None and used >= most:
                notes.append(
                    message(
                        "{attempt} does not count: no more than {count} attempts do.",
                        attempt=name,
                        count=most,
                    )
                )
                continue
            if each.graded is not None and each.automatic is None:
                notes.append(_not_gradable(each))
            else:
                used += 1
            if each.graded is None:
                notes.append(message("{attempt} is not graded yet.", attempt=name))
            accepted.append(each)
        return accepted

    def _too_late(self, each: _Try) -> bool:
        assignment, policy = self.assignment, self.assignment.late
        if each.attempt.at is None:
            return False
        if assignment.late_until is not None and each.attempt.at > assignment.late_until:
            return True
        match policy.kind:
            case Lateness.HARD_STOP:
                return each.late > timedelta(0)
            case Lateness.LATE_DAYS:
                return days_begun(each.late) > policy.days
        return False

    def _of_record(self, accepted: Sequence[_Try], notes: list[Message]) -> _Try | None:
        """Return the attempt that counts."""
        if not accepted:
            return None
        match self.assignment.record:
            case Record.LATEST:
                return accepted[-1]
            case Record.BEST:
                return max(accepted, key=lambda each: each.score)  # of equal ones the first
            case Record.LAST_BEFORE_DUE:
                in_time = [each for each in accepted if not each.late]
                if in_time:
                    return in_time[-1]
        if self.assignment.late.kind in (Lateness.PERCENT_PER_DAY, Lateness.LATE_DAYS):
            return accepted[-1]
        notes.append(
            message(
                "{attempt} is late, and only what is handed in in time counts.",
                attempt=accepted[-1].attempt.id,
            )
        )
        return None


def _scorable(graded: Graded) -> bool:
    return graded.verdict is not None and graded.verdict.status is not Status.GRADER_ERROR


def _not_gradable(each: _Try) -> Message:
    assert each.graded is not None
    verdict = each.graded.verdict
    why: Message | str
    if verdict is None:
        why = each.graded.reason or "-"
    elif verdict.status is Status.GRADER_ERROR:
        why = message("a check broke by itself")
    else:
        why = message("nothing of it can be judged on that machine")
    return message(
        "{attempt} could not be graded ({why}); that is no zero and uses up no attempt.",
        attempt=each.attempt.id,
        why=why,
    )
