"""The grader's own exam: right solutions pass, wrong ones fail by the check they name, chaff fails by any."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import median
from typing import Any

from grader.chaff import make_chaff
from grader.complaints import Complaint, ComplaintKind
from grader.judge import Judge
from grader.judge.aspects import ALLOWED_MEANS
from grader.packs import Exercise, PackError, read_hints, read_mistake
from grader.report.complaints import complaint_to_data
from grader.sandbox import Room
from grader.verdict import Status, Verdict


class Kind(StrEnum):
    """What a file of an exercise claims to be."""

    STUB = "stub"
    SOLUTION = "solution"
    ALTERNATE = "alternate"
    WRONG = "wrong"
    CHAFF = "chaff"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What became of one file, or of one piece of chaff, over all seeds.

    Attributes:
        name: of the file; of chaff, what was done to which function.
        kind: what it claims to be.
        seeds: how many it was graded under.
        complaints: empty when it behaved as it must on every seed.
        killed_by: of what has to fail, on how many seeds each check failed. Under all but the first seed only
            `caught_by` is asked.
        caught_by: the check that has to fail: what a wrong file names, and of chaff what failed first.
        inputs: of what has to fail, how many inputs the check took that failed first, in the median.
        seconds: how long one grade took, in the median.
        equivalent: why this chaff is no mistake here, by the word of the contract.
    """

    name: str
    kind: Kind
    seeds: int
    complaints: tuple[Complaint, ...]
    killed_by: dict[str, int]
    caught_by: str
    inputs: int
    seconds: float
    equivalent: str = ""

    @property
    def well(self) -> bool:
        """Whether the file behaved as it must on every seed."""
        return not self.complaints


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The audit of one exercise."""

    exercise: Exercise
    seeds: tuple[int, ...]
    rows: tuple[AuditRow, ...]
    problems: tuple[Complaint, ...]
    checks: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether nothing is wrong with the exercise."""
        return not self.problems and all(row.well for row in self.rows)

    def count(self, kind: Kind) -> int:
        """Return how many files of a kind there are."""
        return sum(row.kind is kind for row in self.rows)

    @property
    def equivalent(self) -> int:
        """How many pieces of chaff the contract calls no mistake."""
        return sum(bool(row.equivalent) for row in self.rows)

    @property
    def inputs_to_kill(self) -> float:
        """How many inputs it takes to catch what is wrong, in the median over wrong files and chaff."""
        taken = [row.inputs for row in self.rows if row.killed_by]
        return median(taken) if taken else 0.0

    @property
    def seconds_a_wheat(self) -> float:
        """How long one right file takes to grade, in the median."""
        taken = [row.seconds for row in self.rows if row.kind in (Kind.SOLUTION, Kind.ALTERNATE)]
        return median(taken) if taken else 0.0

    def to_data(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "exercise": self.exercise.number,
            "slug": self.exercise.slug,
            "well": self.well,
            "seeds": list(self.seeds),
            "problems": [complaint_to_data(problem) for problem in self.problems],
            "checks": list(self.checks),
            "inputs_to_kill": self.inputs_to_kill,
            "seconds_a_wheat": round(self.seconds_a_wheat, 4),
            "files": [
                {
                    "file": row.name,
                    "kind": str(row.kind),
                    "well": row.well,
                    "complaints": [complaint_to_data(complaint) for complaint in row.complaints],
                    "caught_by": row.caught_by,
                    "killed_by": row.killed_by,
                    "inputs": row.inputs,
                    "equivalent": row.equivalent,
                    "seconds": round(row.seconds, 4),
                }
                for row in self.rows
            ],
        }


@dataclass
class _Sitter:
    """One text that sits the exam, and what became of it so far."""

    name: str
    kind: Kind
    source: bytes
    caught_by: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)


def audit(
    exercise: Exercise,
    room: Room,
    *,
    seeds: Sequence[int],
    budget: str = "practice",
    chaff: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> AuditReport:
    """Sit the exam of one exercise.

    Args:
        exercise: which one.
        room: where the files run.
        seeds: each file is graded once under each, and chaff under the first.
        budget: "practice" or "official".
        chaff: whether automatic chaff sits too.
        progress: called with the name of each file before it is graded.
    """
    judge = Judge(room)
    contract = judge.contract(exercise)
    sitters = _files(exercise)
    if chaff:
        made = make_chaff(contract, exercise.solution.read_bytes())
        sitters += [_Sitter(each.name, Kind.CHAFF, each.source) for each in made]
    problems = _problems(exercise)
    if chaff:
        unknown = sorted(contract.equivalent.keys() - {each.name for each in sitters})
        problems += [Complaint(ComplaintKind.UNKNOWN_CHAFF, fields={"name": repr(name)}) for name in unknown]
    for seed in seeds:
        for sitter in sitters:
            if sitter.kind is Kind.CHAFF and sitter.verdicts:
                continue  # there is much of it, and it is not subtle: one seed tells
            progress(sitter.name)
            started = time.monotonic()
            # Every check is asked under the first seed; under the others, the one that must catch the file.
            only = sitter.caught_by if sitter.verdicts else ""
            verdict = judge.grade(
                exercise,
                sitter.source,
                sitter.name,
                seed=seed,
                budget=budget,
                explain=False,
                only=only,
            )
            sitter.verdicts.append(verdict)
            sitter.taken.append(time.monotonic() - started)
            if sitter.kind is Kind.CHAFF and not sitter.caught_by:
                sitter.caught_by = next(iter(_failed(verdict)), "")
        judge.forget()
    rows = tuple(_row(sitter, contract.equivalent) for sitter in sitters)
    right = next(sitter for sitter in sitters if sitter.kind is Kind.SOLUTION)
    checks = tuple(dict.fromkeys(c.id for v in right.verdicts for c in v.checks if c.weight))
    return AuditReport(exercise, tuple(seeds), rows, tuple(problems), checks)


def _problems(exercise: Exercise) -> list[Complaint]:
    """Return what is wrong with the folders of an exercise."""
    problems = []
    if len(exercise.alternates) < 2:
        problems.append(Complaint(ComplaintKind.FEW_ALTERNATES, fields={"count": len(exercise.alternates)}))
    try:
        read_hints(exercise)
    except PackError as problem:
        problems.append(Complaint(ComplaintKind.BROKEN_HINTS, fields={"problem": problem}))
    if not exercise.wrong:
        problems.append(Complaint(ComplaintKind.NO_WRONG_SOLUTIONS))
    return problems


def _files(exercise: Exercise) -> list[_Sitter]:
    """Return the files of an exercise."""
    wrong = [
        _Sitter(path.name, Kind.WRONG, path.read_bytes(), read_mistake(path).caught_by)
        for path in exercise.wrong
    ]
    right = [
        (exercise.stub, Kind.STUB),
        (exercise.solution, Kind.SOLUTION),
        *((path, Kind.ALTERNATE) for path in exercise.alternates),
    ]
    return [*(_Sitter(path.name, kind, path.read_bytes()) for path, kind in right), *wrong]


def _failed(verdict: Verdict) -> dict[str, int]:
    """Return the failed checks with the inputs that each took."""
    return {c.id: c.inputs for c in verdict.checks if c.status is Status.FAILED}


def _row(sitter: _Sitter, equivalent: Mapping[str, str]) -> AuditRow:
    complaints: list[Complaint] = []
    killed_by: dict[str, int] = {}
    inputs: list[int] = []
    reason = equivalent.get(sitter.name, "") if sitter.kind is Kind.CHAFF else ""
    for verdict in sitter.verdicts:
        failed = _failed(verdict)
        for check in failed:
            killed_by[check] = killed_by.get(check, 0) + 1
        if failed:
            inputs.append(failed.get(sitter.caught_by, min(failed.values())))
        broken = [f"{c.id}: {c.reason_detail}" for c in verdict.checks if c.status is Status.GRADER_ERROR]
        complaint: Complaint | None = None
        if broken:
            complaint = Complaint(ComplaintKind.GRADER_ERROR, fields={"checks": tuple(broken)})
        elif sitter.kind is Kind.STUB:
            if not verdict.not_implemented:
                complaint = Complaint(ComplaintKind.STUB_IS_WRITTEN, fields={"status": verdict.status})
        elif sitter.kind is Kind.WRONG:
            complaint = _survival(verdict, sitter.caught_by, tuple(failed))
        elif sitter.kind is Kind.CHAFF:
            complaint = _chaff(verdict, failed.keys(), reason)
        elif verdict.status is not Status.PASSED:
            complaint = _refusal(verdict, tuple(failed))
        if complaint is not None:
            complaints.append(replace(complaint, seed=verdict.seed))
    return AuditRow(
        sitter.name,
        sitter.kind,
        len(sitter.verdicts),
        tuple(complaints),
        killed_by,
        sitter.caught_by,
        int(median(inputs)) if inputs else 0,
        median(sitter.taken),
        reason,
    )


def _chaff(verdict: Verdict, failed: Collection[str], equivalent: str) -> Complaint | None:
    if verdict.problem is not None:
        return Complaint(ComplaintKind.DOES_NOT_LOAD, fields={"failure": verdict.problem})
    if ALLOWED_MEANS in failed:  # then it is the spoiling that was noticed, and not what was spoilt
        return Complaint(ComplaintKind.CHAFF_REACHES_BANNED)
    if failed and equivalent:
        return Complaint(ComplaintKind.NOT_EQUIVALENT, fields={"reason": equivalent})
    return None if failed or equivalent else Complaint(ComplaintKind.CHAFF_PASSES)


def _survival(verdict: Verdict, caught_by: str, failed: tuple[str, ...]) -> Complaint | None:
    if verdict.problem is not None:
        return Complaint(ComplaintKind.DOES_NOT_LOAD, fields={"failure": verdict.problem})
    if not failed:
        return Complaint(ComplaintKind.PASSES)
    if caught_by not in failed:
        return Complaint(ComplaintKind.FAILS_ANOTHER_CHECK, fields={"checks": failed, "wanted": caught_by})
    return None


def _refusal(verdict: Verdict, failed: tuple[str, ...]) -> Complaint:
    if verdict.problem is not None:
        return Complaint(ComplaintKind.REFUSED, fields={"failure": verdict.problem})
    return Complaint(ComplaintKind.REFUSED, fields={"checks": failed, "status": verdict.status})
