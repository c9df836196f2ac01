"""What a gradebook says about the class as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, median

from grader.classroom.model import Gradebook, Item, Mark, Student
from grader.classroom.policy import counts
from grader.verdict import Diagnosis, Status, Title


@dataclass(frozen=True, slots=True)
class CheckRate:
    """How many of those who were asked failed one check."""

    id: str
    title: Title
    function: str | None
    failed: int
    asked: int

    @property
    def share(self) -> float:
        """The failures as a share of those asked."""
        return self.failed / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class MistakeCount:
    """A known mistake and the students who made it."""

    diagnosis: Diagnosis
    students: tuple[Student, ...]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One exercise in the class.

    `scores` are of those who have one, in points; `rates` has the checks that somebody failed, the most often
    failed first; `mistakes` the known ones, the commonest first; `absent` handed nothing in for it.
    """

    item: Item
    title: Title
    scores: tuple[float, ...]
    rates: tuple[CheckRate, ...]
    mistakes: tuple[MistakeCount, ...]
    absent: int

    @property
    def mean(self) -> float | None:
        """The mean score in points."""
        return fmean(self.scores) if self.scores else None

    @property
    def solved(self) -> int:
        """How many have every point."""
        return sum(score >= self.item.points for score in self.scores)


@dataclass(frozen=True, slots=True)
class NotGradable:
    """A mark without a score though something was handed in, and what the ledger says about it."""

    student: Student
    mark: Mark
    reason: str


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class in numbers; `totals` are in points, of those who have a total."""

    totals: tuple[float, ...]
    items: tuple[ItemFacts, ...]
    not_gradable: tuple[NotGradable, ...]
    late: int

    @property
    def mean(self) -> float | None:
        """The mean total in points."""
        return fmean(self.totals) if self.totals else None

    @property
    def median(self) -> float | None:
        """The median total in points."""
        return median(self.totals) if self.totals else None


def class_facts(book: Gradebook) -> ClassFacts:
    """Return what the gradebook says about the class."""
    marks = [(result.student, mark) for result in book.results for mark in result.marks]
    return ClassFacts(
        totals=tuple(result.total for result in book.results if result.total is not None),
        items=tuple(_item(item, marks) for item in book.assignment.items),
        not_gradable=tuple(
            NotGradable(student, mark, mark.graded.reason if mark.graded is not None else "")
            for student, mark in marks
            if mark.score is None and mark.file is not None
        ),
        late=sum(any(mark.late for mark in result.marks) for result in book.results),
    )


def _item(item: Item, marks: Iterable[tuple[Student, Mark]]) -> ItemFacts:
    mine = [(student, mark) for student, mark in marks if mark.item.exercise == item.exercise]
    verdicts = [mark.verdict for _, mark in mine if mark.verdict is not None]
    failed: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    known: dict[str, tuple[Title, str | None]] = {}
    for verdict in verdicts:
        seen = {check.id: check for check in verdict.checks if counts(check)}
        wrong = {check.id for check in verdict.checks if check.status is Status.FAILED}
        for name, check in seen.items():
            known.setdefault(name, (check.title, check.function))
            if check.status is not Status.NOT_RUN:
                asked[name] += 1
                failed[name] += name in wrong
    rates = [CheckRate(name, *known[name], failed[name], asked[name]) for name in known if failed[name]]
    return ItemFacts(
        item=item,
        title=verdicts[0].title if verdicts else Title(item.exercise, item.exercise),
        scores=tuple(mark.score for _, mark in mine if mark.score is not None and mark.file is not None),
        rates=tuple(sorted(rates, key=lambda rate: (-rate.share, -rate.failed, rate.id))),
        mistakes=_mistakes(mine),
        absent=sum(mark.file is None for _, mark in mine),
    )


def _mistakes(marks: Iterable[tuple[Student, Mark]]) -> tuple[MistakeCount, ...]:
    made: dict[str, tuple[Diagnosis, list[Student]]] = {}
    for student, mark in marks:
        diagnosis = mark.verdict.diagnosis if mark.verdict is not None else None
        if diagnosis is not None:
            made.setdefault(diagnosis.mistake, (diagnosis, []))[1].append(student)
    counted = [MistakeCount(diagnosis, tuple(students)) for diagnosis, students in made.values()]
    return tuple(sorted(counted, key=lambda each: (-len(each.students), each.diagnosis.mistake)))
