"""Grades what an assignment still lacks: which files, in which order, each exactly once, into the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Collection as Container
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from grader.classroom.assignment import LEVELS, exercises_of, pack_of
from grader.classroom.executor import Begun, Died, Event, Executor, Finished, Job, Place
from grader.classroom.executor.jobs import INFRASTRUCTURE
from grader.classroom.ledger import Deaths, Ledger, Run, digest
from grader.classroom.model import Assignment, Collection, Graded, HandedIn, Key, Record
from grader.classroom.policy import gradebook
from grader.language import Problem, message
from grader.report.data import verdict_from_data

LEDGER = "ledger.sqlite"
# Being graded when the whole run died is no proof: who pulls the plug hits somebody. Twice is worth some care.
SUSPICIOUS = 2


def open_ledger(assignment: Assignment) -> Ledger:
    """Return the ledger of an assignment: the one that it names, or the one in its folder."""
    return Ledger(assignment.ledger or assignment.folder / LEDGER)


def survey(assignment: Assignment, executor: Executor) -> Place:
    """Return what there is where the assignment is going to be graded.

    Raises Problem, before anything is graded, where a device is absent or submissions are not locked in as well as
    the assignment asks.
    """
    pack = None if assignment.pack is None else str(assignment.pack)
    place = executor.survey(pack, [item.exercise for item in assignment.items], assignment.devices)
    for name in assignment.devices:
        if name not in place.devices:
            reason = place.absent.get(name) or "-"
            raise Problem(
                message(
                    "There is no device {name} here ({reason}); nothing was graded.", name=name, reason=reason
                ),
                message(
                    "Grade where there is one, or take it out of “devices” in {file}.", file=assignment.path
                ),
            )
    wanted = assignment.isolation or LEVELS[0]
    if LEVELS.index(place.level) < LEVELS.index(wanted):
        raise Problem(
            message(
                "The assignment asks for the isolation “{wanted}”, and here it is {isolation}; nothing was graded.",
                wanted=wanted,
                isolation=place.isolation,
            ),
            message(
                '{lacking} Or ask for less, with isolation = "{level}" in {file}.',
                lacking=place.lacking,
                level=place.level,
                file=assignment.path,
            ),
        )
    return place


@dataclass(frozen=True, slots=True)
class Wanted:
    """One grade to be given: its key, how often it was given before, and a file that has the bytes."""

    key: Key
    again: int
    file: HandedIn


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be graded.

    Attributes:
        wanted: in order, one exercise after the other.
        files: how many files count, identical ones as often as they were handed in.
        identical: how many of these have the bytes of another one.
        older: how many different ones were graded by other versions than those that are here, and are not wanted.
    """

    wanted: tuple[Wanted, ...]
    files: int
    identical: int
    older: int


@dataclass
class Grading:
    """The grading of one assignment.

    Args:
        assignment: what is asked.
        collection: what was handed in.
        ledger: where grades are recorded.
        place: what there is where they are given.
    """

    assignment: Assignment
    collection: Collection
    ledger: Ledger
    place: Place

    @cached_property
    def _exercises(self) -> dict[str, str]:
        """Name of the folder -> name of the file."""
        return {stem: exercise.slug for stem, exercise in exercises_of(self.assignment).items()}

    @cached_property
    def _pack(self) -> str:
        return pack_of(self.assignment).version

    def key(self, file: HandedIn) -> Key:
        """Return the key under which a file is graded here and now."""
        assignment = self.assignment
        return Key(
            sha256=file.sha256,
            exercise=file.exercise,
            devices=assignment.devices or self.place.devices,
            seed=assignment.seed(file.exercise),
            budget=assignment.budget,
            grader=self.place.grader,
            pack=self._pack,
            torch=self.place.torch,
        )

    def plan(
        self, students: Container[str] = (), exercises: Container[str] = (), *, afresh: bool = False
    ) -> Plan:
        """Return what is missing.

        Args:
            students: only what these, or their groups, handed in; nobody means everybody.
            exercises: only these; none means all.
            afresh: whether what other versions graded is missing too.
        """
        files = [f for f in self._contenders(students) if not exercises or f.exercise in exercises]
        different = {(file.exercise, file.sha256): file for file in reversed(files)}
        wanted: list[Wanted] = []
        older = 0
        for item in self.assignment.items:
            known = self._known(item.exercise)
            for (exercise, sha256), file in reversed(different.items()):
                if exercise == item.exercise:
                    key = self.key(file)
                    if key in known.get(sha256, ()):
                        continue
                    if not afresh and known.get(sha256):
                        older += 1
                        continue
                    wanted.append(Wanted(key, 0, file))
        return Plan(tuple(wanted), len(files), len(files) - len(different), older)

    def again(self, keys: Iterable[Key]) -> Plan:
        """Return a plan that grades some keys once more, with what is here, though they are recorded."""
        files = {
            (file.exercise, file.sha256): file
            for attempt in self.collection.attempts
            for file in attempt.files
        }
        found: dict[Key, HandedIn] = {}
        for key in keys:
            file = files.get((key.exercise, key.sha256))
            if file is None:
                raise Problem(
                    message(
                        "No file of {exercise} in the collection has the bytes of that grade.",
                        exercise=key.exercise,
                    ),
                    message("It was handed in for another assignment, or is not collected any more."),
                )
            found[self.key(file)] = file
        times = self.ledger.times(found)
        wanted = tuple(Wanted(key, times.get(key, -1) + 1, file) for key, file in found.items())
        return Plan(wanted, len(wanted), 0, 0)

    def run(self, plan: Plan, executor: Executor, command: str) -> Iterator[Graded]:
        """Grade what is wanted, and yield each grade when it is recorded.

        Who stops listening leaves a whole ledger: the next run goes on from there.
        """
        by_id = {digest(each.key): each for each in plan.wanted}
        with self.ledger.run(command) as run:
            deaths = self.ledger.deaths({each.key: each.again for each in plan.wanted})
            jobs = []
            for each in plan.wanted:
                known = deaths.get(each.key, Deaths())
                if known.alone:
                    yield self._record(run, each, Graded(each.key, None, _now(), 0.0, reason=INFRASTRUCTURE))
                else:
                    jobs.append(self._job(each, alone=bool(known.crashes) or known.abandoned >= SUSPICIOUS))
            for event in executor.run(jobs):
                wanted = by_id[event.job.id]
                graded = _note(run, wanted, event)
                if graded is not None:
                    yield self._record(run, wanted, graded)

    def _record(self, run: Run, wanted: Wanted, graded: Graded) -> Graded:
        run.add(graded, wanted.again)
        return graded

    def _job(self, wanted: Wanted, *, alone: bool) -> Job:
        key = wanted.key
        pack = self.assignment.pack
        return Job(
            id=digest(key),
            exercise=key.exercise,
            pack=None if pack is None else str(pack),
            source=_source(wanted.file),
            filename=f"{self._exercises[key.exercise]}.py",
            seed=key.seed,
            budget=key.budget,
            devices=key.devices,
            alone=alone,
        )

    def _known(self, exercise: str) -> dict[str, set[Key]]:
        """Return what needs no grading: hash of a file -> the keys under which it was graded as is asked today.

        What could not be graded counts for the versions that could not, so that other versions try.
        """
        assignment = self.assignment
        here = (self.place.grader, self._pack, self.place.torch)
        known: dict[str, set[Key]] = {}
        for entry in self.ledger.entries(exercise, assignment.seed(exercise)):
            key = entry.key
            asked = key.budget == assignment.budget and (
                not assignment.devices or set(key.devices) == set(assignment.devices)
            )
            if asked and (entry.gradable or (key.grader, key.pack, key.torch) == here):
                known.setdefault(key.sha256, set()).add(key)
        return known

    def _contenders(self, students: Container[str]) -> list[HandedIn]:
        """Return the files that can count, by the rules of the assignment: the policy itself is asked."""
        assignment = self.assignment
        if assignment.record is Record.BEST:
            mine = set(students)
            for team in assignment.groups.values():
                if mine.intersection(team):
                    mine |= set(team)
            asked = {item.exercise for item in assignment.items}
            attempts = [a for a in self.collection.attempts if not students or mine.intersection(a.students)]
            return [file for attempt in attempts for file in attempt.files if file.exercise in asked]
        history = [
            graded
            for item in assignment.items
            for graded in self.ledger.history(item.exercise, assignment.seed(item.exercise))
        ]
        book = gradebook(assignment, self.collection, {g.key: g for g in history}, (), _now())
        found: dict[tuple[str, str], HandedIn] = {}
        for result in book.results:
            if not students or result.student.id in students:
                for mark in result.marks:
                    if mark.file is not None and mark.attempt is not None:
                        found[mark.attempt.id, mark.file.exercise] = mark.file
        return list(found.values())


def _note(run: Run, wanted: Wanted, event: Event) -> Graded | None:
    """Write down what happens to a job, and return its grade when it has one."""
    match event:
        case Begun(job, worker):
            run.claim(wanted.key, wanted.again, worker, alone=job.alone)
        case Died(job, worker, how):
            run.crash(wanted.key, wanted.again, worker, how, alone=job.alone)
        case Finished(_, verdict, reason, seconds, worker):
            return Graded(
                key=wanted.key,
                verdict=None if verdict is None else verdict_from_data(verdict),
                at=_now(),
                seconds=seconds,
                worker=worker,
                reason=reason,
            )
    return None


def _source(file: HandedIn) -> bytes:
    try:
        source = file.path.read_bytes()
    except OSError as error:
        raise Problem(
            message("{path} cannot be read: {reason}.", path=file.path, reason=error.strerror or str(error)),
            message("Collect again: `grade assignment collect`."),
        ) from error
    if hashlib.sha256(source).hexdigest() != file.sha256:
        raise Problem(
            message("{path} was changed since it was collected.", path=file.path),
            message("Collect again: `grade assignment collect`."),
        )
    return source


def _now() -> datetime:
    return datetime.now(UTC)
