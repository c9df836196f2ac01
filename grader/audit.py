"""The grader's own exam: right solutions pass, wrong ones fail by the check they name, stubs are unwritten."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Any

from grader.judge import Judge
from grader.packs import Exercise, PackError, read_hints, read_mistake
from grader.sandbox import Room
from grader.verdict import Status, Verdict


class Kind(StrEnum):
    """What a file of an exercise claims to be."""

    STUB = "stub"
    SOLUTION = "solution"
    ALTERNATE = "alternate"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What became of one file over all seeds.

    `complaints` is empty when the file behaved as it must on every seed. `killed_by` counts, for a wrong
    file, on how many seeds each check failed; under all but the first seed only `caught_by` is asked.
    """

    file: Path
    kind: Kind
    seeds: int
    complaints: tuple[str, ...]
    killed_by: dict[str, int]
    caught_by: str
    seconds: float

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
    problems: tuple[str, ...]
    checks: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether nothing is wrong with the exercise."""
        return not self.problems and all(row.well for row in self.rows)

    def count(self, kind: Kind) -> int:
        """Return how many files of a kind there are."""
        return sum(row.kind is kind for row in self.rows)

    def to_data(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "exercise": self.exercise.number,
            "slug": self.exercise.slug,
            "well": self.well,
            "seeds": list(self.seeds),
            "problems": list(self.problems),
            "checks": list(self.checks),
            "files": [
                {
                    "file": row.file.name,
                    "kind": str(row.kind),
                    "well": row.well,
                    "complaints": list(row.complaints),
                    "caught_by": row.caught_by,
                    "killed_by": row.killed_by,
                    "seconds": round(row.seconds, 4),
                }
                for row in self.rows
            ],
        }


def audit(
    exercise: Exercise,
    room: Room,
    *,
    seeds: Sequence[int],
    budget: str = "practice",
    progress: Callable[[Path], None] = lambda _: None,
) -> AuditReport:
    """Sit the exam of one exercise.

    Args:
        exercise: which one.
        room: where the files run.
        seeds: each file is graded once under each.
        budget: "practice" or "official".
        progress: called with each file before it is graded.
    """
    judge = Judge(room)
    files = [
        (exercise.stub, Kind.STUB),
        (exercise.solution, Kind.SOLUTION),
        *((path, Kind.ALTERNATE) for path in exercise.alternates),
        *((path, Kind.WRONG) for path in exercise.wrong),
    ]
    problems = []
    if len(exercise.alternates) < 2:
        problems.append(f"{len(exercise.alternates)} alternates: write at least two in solutions/")
    try:
        read_hints(exercise)
    except PackError as problem:
        problems.append(str(problem))
    if not exercise.wrong:
        problems.append("no wrong solutions: write one for each mistake that people make")
    caught_by = {path: read_mistake(path).caught_by if kind is Kind.WRONG else "" for path, kind in files}
    verdicts: dict[Path, list[Verdict]] = {path: [] for path, _ in files}
    taken: dict[Path, list[float]] = {path: [] for path, _ in files}
    for seed in seeds:
        for path, _ in files:
            progress(path)
            started = time.monotonic()
            # Every check is asked under the first seed; under the others, the one that must catch the file.
            only = caught_by[path] if verdicts[path] else ""
            verdicts[path].append(
                judge.grade(
                    exercise,
                    path.read_bytes(),
                    path.name,
                    seed=seed,
                    budget=budget,
                    explain=False,
                    only=only,
                )
            )
            taken[path].append(time.monotonic() - started)
        judge.forget()
    rows = tuple(_row(path, kind, verdicts[path], median(taken[path])) for path, kind in files)
    checks = tuple(dict.fromkeys(c.id for v in verdicts[exercise.solution] for c in v.checks if c.weight))
    return AuditReport(exercise, tuple(seeds), rows, tuple(problems), checks)


def _row(path: Path, kind: Kind, verdicts: list[Verdict], seconds: float) -> AuditRow:
    complaints: list[str] = []
    killed_by: dict[str, int] = {}
    caught_by = read_mistake(path).caught_by if kind is Kind.WRONG else ""
    for verdict in verdicts:
        failed = [c.id for c in verdict.checks if c.status is Status.FAILED]
        for check in failed:
            killed_by[check] = killed_by.get(check, 0) + 1
        broken = [f"{c.id}: {c.reason_detail}" for c in verdict.checks if c.status is Status.GRADER_ERROR]
        if broken:
            complaints.append(f"seed {verdict.seed}: grader error in {'; '.join(broken)}")
        elif kind is Kind.STUB:
            if not verdict.not_implemented:
                complaints.append(f"seed {verdict.seed}: is {verdict.status}, but must be not implemented")
        elif kind is Kind.WRONG:
            complaints += _survival(verdict, caught_by, failed)
        elif verdict.status is not Status.PASSED:
            said = verdict.problem.detail if verdict.problem else ", ".join(failed) or verdict.status
            complaints.append(f"seed {verdict.seed}: refused by {said}")
    return AuditRow(path, kind, len(verdicts), tuple(complaints), killed_by, caught_by, seconds)


def _survival(verdict: Verdict, caught_by: str, failed: list[str]) -> list[str]:
    if verdict.problem is not None:
        return [f"seed {verdict.seed}: does not even load: {verdict.problem.detail}"]
    if not failed:
        return [f"seed {verdict.seed}: passes"]
    if caught_by not in failed:
        return [f"seed {verdict.seed}: fails {', '.join(failed)}, not {caught_by}"]
    return []
