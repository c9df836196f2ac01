"""The judge: every check of a contract against one submission, and the verdict that comes of it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

import grader
from grader.bans import families, orders, violations
from grader.contract import Contract, load_contract
from grader.devices import prepare
from grader.judge.asking import Allowance, Answers, Sitting, fault_finding
from grader.judge.bank import PRACTICE, Bank
from grader.judge.diagnosis import diagnose
from grader.judge.sheet import Sheet
from grader.packs import Exercise
from grader.sandbox import LearnerFault, Room, Submission
from grader.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is asked: questions a property, and seconds of the submission's processor time an exercise."""

    examples: int
    seconds: float


# Warmed only for a source in which the name occurs: torch.func costs 2.2 s, and most answers do without it.
WHEN_NAMED = frozenset(("func",))

BUDGETS = {"practice": Budget(PRACTICE, 10.0), "official": Budget(200, 60.0)}


@dataclass
class Judge:
    """Grades submissions, and keeps each exercise's questions and truths for the next one.

    Args:
        room: where the learners' code runs.
        lanes: 2 to ask two processes of a submission at the same time, 1 to ask one after the other. Verdicts are
            the same; a class that keeps every processor busy with a submission of its own gains nothing by two.
    """

    room: Room
    lanes: int = 2
    _contracts: dict[Path, Contract] = field(default_factory=dict)
    _banks: dict[tuple[Path, int, int], Bank] = field(default_factory=dict)

    def contract(self, exercise: Exercise) -> Contract:
        """Return the contract of an exercise, loaded once."""
        if exercise.contract not in self._contracts:
            prepare()
            self._contracts[exercise.contract] = load_contract(exercise.contract)
        return self._contracts[exercise.contract]

    def bank(self, exercise: Exercise, seed: int, budget: Budget) -> Bank:
        """Return the questions of an exercise under a seed."""
        key = (exercise.contract, seed, budget.examples)
        if key not in self._banks:
            contract = self.contract(exercise)
            self._banks[key] = Bank(contract, exercise.slug, seed, budget.examples)
        return self._banks[key]

    def forget(self) -> None:
        """Drop the questions kept so far, which another seed will not need."""
        self._banks.clear()

    def admit(self, exercise: Exercise, source: bytes, filename: str) -> Submission:
        """Let a submission into the room."""
        contract = self.contract(exercise)
        wanted = {name for name in contract.warm if name not in WHEN_NAMED or name.encode() in source}
        if wanted:
            self.room.warm(wanted)
        bans = orders(tuple(contract.bans))
        return self.room.admit(source, filename, scratch=contract.scratch, bans=bans)

    def grade(
        self,
        exercise: Exercise,
        source: bytes,
        filename: str,
        *,
        seed: int,
        budget: str = "practice",
        devices: Sequence[str] | None = None,
        explain: bool = True,
        simplify: bool = True,
        recalled: Mapping[str, Sequence[Any]] | None = None,
        only: str = "",
    ) -> Verdict:
        """Return the verdict on one submission.

        Args:
            exercise: which exercise it answers.
            source: the submission's bytes; they are never run in this process.
            filename: its name in messages.
            seed: equal seeds ask every submission the same questions.
            budget: "practice" or "official".
            devices: names of the devices to grade on; by default every one that is here.
            recalled: name of a check -> questions that failed it the last time, which are asked first.
            only: the id of the one check to judge, with what it depends on; the others are left out.
            explain: whether to simplify counterexamples and look for the known mistake behind a failure.
            simplify: without it, a counterexample is the smallest of the questions that failed, as they are.
        """
        started = time.monotonic()
        size = BUDGETS[budget]
        contract = self.contract(exercise)
        bank = self.bank(exercise, seed, size)
        submission, beside = (self.admit(exercise, source, filename) for _ in range(2))
        banned = violations(source, families(contract.bans))
        sheet = Sheet(exercise, contract, devices, self.room, banned, only)
        answers: Answers = {}
        try:
            bank.prepare()  # while the room gets ready
            try:
                names = submission.load()
            except LearnerFault as fault:
                sheet.does_not_load(fault_finding(fault))
            else:
                for device in sheet.graded:
                    sitting = Sitting(
                        submission,
                        contract,
                        bank,
                        device,
                        Allowance(size.seconds, submission, beside),
                        explain and simplify,
                        recalled or {},
                        only.partition(".")[2] or only,
                        answers if device == "cpu" else {},
                    )
                    # An accelerator has memory for one process rather than two.
                    aside = replace(sitting, submission=beside) if device == "cpu" else sitting
                    sheet.examine(sitting, aside, names, together=self.lanes > 1)
                sheet.absent_devices()
        finally:
            submission.close()
            beside.close()
        diagnosis = None
        if explain and sheet.failed_checks and sheet.problem is None and "cpu" in sheet.graded:

            def sit(text: bytes) -> Sitting:
                witness = self.admit(exercise, text, filename)
                return Sitting(witness, contract, bank, "cpu", Allowance(size.seconds, witness))

            diagnosis = diagnose(exercise, bank, sit, source, sheet.failed_checks, answers)
        if any(check.device == "stand-in" for check in sheet.checks):
            self.room.warm({"lazy"}, wait=False)  # for the next one
        return Verdict(
            number=exercise.number,
            slug=exercise.slug,
            title=exercise.title,
            file=filename,
            points=exercise.points,
            score=sheet.score(),
            seed=seed,
            budget=budget,
            checks=tuple(sheet.checks),
            submission_sha256=hashlib.sha256(source).hexdigest(),
            isolation=submission.isolation or self.room.isolation,
            seconds=time.monotonic() - started,
            versions={
                "grader": grader.__version__,
                "torch": torch.__version__,
                "numpy": np.__version__,
                "pack": exercise.pack.version,
            },
            problem=sheet.problem,
            diagnosis=diagnosis,
        )


def grade_submission(
    exercise: Exercise,
    source: bytes,
    filename: str,
    room: Room,
    *,
    seed: int,
    budget: str = "practice",
    devices: Sequence[str] | None = None,
    recalled: Mapping[str, Sequence[Any]] | None = None,
) -> Verdict:
    """Grade one submission; a `Judge` does the same for many and is faster then."""
    return Judge(room).grade(
        exercise, source, filename, seed=seed, budget=budget, devices=devices, recalled=recalled
    )
