"""The sheet of one submission: runs its checks in order, weighs them and makes the public results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.bans import Violation
from grader.contract import Contract
from grader.contract.declarations import FunctionDeclaration, LawDeclaration
from grader.devices import find_devices
from grader.judge.asking import Sitting
from grader.judge.aspects import ALLOWED_MEANS, ALLOWED_MEANS_TITLE
from grader.judge.channel import Outcome, simplify
from grader.judge.compare import Finding
from grader.judge.failure import make_failure
from grader.judge.papers import FunctionPaper, LawPaper, NamePaper, Pending, at_once
from grader.packs import Exercise
from grader.sandbox import OverLimit, Room
from grader.search import SHRINK_SECONDS
from grader.structure import Call
from grader.verdict import NOBODYS_FAULT, CheckResult, Failure, FailureKind, Reason, Status, Title


@dataclass
class Sheet:
    """Collects the results of one submission.

    Args:
        exercise: which one.
        contract: its contract.
        devices: names of the devices asked for; None means every one that is here.
        room: where submissions run.
        violations: where the source goes beyond the allowed means.
        only: the one check that matters, when an audit asks whether it catches a wrong file; else nothing.
    """

    exercise: Exercise
    contract: Contract
    devices: Sequence[str] | None
    room: Room
    violations: Sequence[Violation] = ()
    only: str = ""
    checks: list[CheckResult] = field(default_factory=list)
    problem: Failure | None = None

    @property
    def graded(self) -> list[str]:
        """The devices that are here and asked for."""
        here = [d.name for d in find_devices() if d.available]
        return here if self.devices is None else [name for name in self.devices if name in here]

    @property
    def failed_checks(self) -> list[CheckResult]:
        """The checks that failed."""
        return [check for check in self.checks if check.status is Status.FAILED]

    def score(self) -> float:
        """Return the points: the passed share of what could be judged here. Our own faults cost nobody points.

        The operator itself gets every answer right, so beyond the allowed means there are none to be had.
        """
        if any(check.id == ALLOWED_MEANS for check in self.failed_checks):
            return 0.0
        counted = [
            c for c in self.checks if c.reason not in NOBODYS_FAULT and c.status is not Status.GRADER_ERROR
        ]
        total = sum(c.weight for c in counted)
        won = sum(c.weight for c in counted if c.status is Status.PASSED)
        return round(self.exercise.points * won / total, 2) if total else 0.0

    def does_not_load(self, finding: Finding) -> None:
        """Record that the submission could not even be imported."""
        failure = make_failure(self.exercise, "", finding, Call())
        self.problem = replace(failure, kind=FailureKind.DOES_NOT_LOAD)
        self._allowed_means(finding if finding.kind is FailureKind.BANNED_OPERATOR else None)

    def examine(
        self, sitting: Sitting, aside: Sitting, names: frozenset[str], *, together: bool = True
    ) -> None:
        """Run every check of the contract on one device.

        Laws, the rest of the battery and what is for the stand-in device are asked in `aside`; where that is
        another sitting than the first, at the same time, unless `together` is False.
        """
        aspect = self.only.partition(".")[2]
        functions = [
            FunctionPaper(declared, declared.name in names, self._weight(declared), aspect)
            for declared in self.contract.functions.values()
            if self._wants(declared.name)
        ]
        others = [name for name in self.contract.truths if name not in self.contract.functions]
        papers: list[FunctionPaper | NamePaper] = [*functions, *(NamePaper(n, n in names) for n in others)]
        laws = [
            LawPaper(law, self._weight(law)) for law in self.contract.laws.values() if self._wants(law.name)
        ]

        def first() -> None:
            for paper in functions:
                paper.ask(sitting)

        def second() -> None:
            for law in laws:
                if not law.needs & self.contract.truths.keys() - names:
                    law.ask(aside, self.room)
            for paper in functions:
                paper.ask_aside(aside)
            for paper in functions:
                paper.ask_on_the_stand_in(aside, self.room)

        def stop() -> None:
            aside.allowance.end()
            aside.submission.interrupt()

        if together and aside is not sitting:
            at_once(first, second, stop)
        else:
            first()
            second()
        pending = [p for paper in papers for p in paper.hand_in()]
        unwritten = {p.function or "" for p in pending if p.check == "defined" and p.outcome.finding}
        pending += [p for law in laws for p in law.hand_in(unwritten)]
        # Only now, when everything was asked: making one question small must not cost another check its turn.
        if sitting.simplify:
            failing = [p for p in pending if p.outcome.finding is not None and not p.blocked_by]
            for each in failing:
                simplify(each.check, each.outcome, sitting, SHRINK_SECONDS / len(failing))
        reached = [p for p in pending if _reached_banned(p.outcome)]
        for each in reached:
            each.blocked_by = ALLOWED_MEANS
        self._allowed_means(reached[0].outcome.finding if reached else None)
        for each in pending:
            self._record(sitting, each)

    def absent_devices(self) -> None:
        """Record the devices that were not graded, because an absent device is never a pass."""
        absent = [d for d in find_devices() if not d.available]
        if self.devices is not None:
            absent = [d for d in absent if d.name in self.devices]
        for device in absent:
            self.checks.append(
                CheckResult(
                    id=f"device.{device.name}",
                    title=Title(device.name, device.name),
                    device=device.name,
                    status=Status.NOT_RUN,
                    reason=Reason.DEVICE_ABSENT,
                    reason_detail=str(device.reason),
                )
            )

    def _wants(self, name: str) -> bool:
        return self.only in ("", ALLOWED_MEANS) or self.only.partition(".")[0] == name

    # -- bans -----------------------------------------------------------------------------------------------

    def _allowed_means(self, reached: Finding | None) -> None:
        """Record whether the submission kept to what it may use: by its source, and by what it reached when run."""
        known = next((check for check in self.checks if check.id == ALLOWED_MEANS), None)
        if not self.contract.bans or (known is not None and known.status is Status.FAILED):
            return
        failure = None
        if self.violations:
            first = self.violations[0]
            detail = {"operator": first.name, "line": first.line, "means": str(first.means)}
            detail["lines"] = [violation.line for violation in self.violations]
            failure = Failure(FailureKind.BANNED_OPERATOR, detail=detail)
        elif reached is not None:
            failure = make_failure(self.exercise, "", reached, Call())
        check = CheckResult(
            id=ALLOWED_MEANS,
            title=ALLOWED_MEANS_TITLE,
            device="",
            status=Status.PASSED if failure is None else Status.FAILED,
            failure=failure,
        )
        if known is None:
            self.checks.append(check)
        else:
            self.checks[self.checks.index(known)] = check

    # -- results --------------------------------------------------------------------------------------------

    def _weight(self, declaration: FunctionDeclaration | LawDeclaration) -> float:
        if declaration.weight is not None:
            return declaration.weight / len(self.graded)
        functions = [f for f in self.contract.functions.values() if f.weight is None]
        laws = [law for law in self.contract.laws.values() if law.weight is None]
        given = [f.weight for f in self.contract.functions.values()]
        given += [law.weight for law in self.contract.laws.values()]
        left = 1 - sum(weight for weight in given if weight is not None)
        alike = functions if isinstance(declaration, FunctionDeclaration) else laws
        halves = 2 if functions and laws else 1
        return left / halves / len(alike) / len(self.graded)

    def _record(self, sitting: Sitting, pending: Pending) -> None:
        outcome = pending.outcome
        status, reason, detail, failure = Status.PASSED, None, "", None
        if pending.blocked_by:
            status, reason, detail = Status.NOT_RUN, Reason.EARLIER_CHECK_FAILED, pending.blocked_by
        elif outcome.finding is not None:
            status = Status.FAILED
            name = pending.function or pending.id
            question = outcome.question or Call()
            failure = make_failure(self.exercise, name, outcome.finding, question, outcome.raw)
        elif pending.error:
            status, detail = Status.GRADER_ERROR, pending.error
        elif outcome.unsupported:
            status, reason, detail = Status.NOT_RUN, Reason.UNSUPPORTED_HERE, outcome.unsupported
        elif outcome.cut_short and not outcome.asked:
            status, reason, detail = Status.NOT_RUN, Reason.OUT_OF_TIME, spent(outcome.cut_short)
        elif outcome.cut_short:  # some questions were answered, and all rightly
            detail = spent(outcome.cut_short)
        elif not pending.ran or (not outcome.asked and pending.check != "defined"):
            status, reason = Status.NOT_RUN, Reason.NOTHING_TO_ASK
        self.checks.append(
            CheckResult(
                id=pending.id,
                title=pending.title,
                device="stand-in" if pending.stand_in else sitting.device,
                status=status,
                weight=pending.weight,
                function=pending.function,
                inputs=outcome.asked,
                seconds=outcome.seconds,
                failure=failure,
                reason=reason,
                reason_detail=detail,
            )
        )


def spent(over: OverLimit) -> str:
    """Say without words, which would be of one language, how much time was used of how much."""
    clock = "CPU " if over.limit == "processor time" else ""
    return f"{clock}{over.used:.1f} s > {over.allowed:g} s"


def _reached_banned(outcome: Outcome) -> bool:
    return outcome.finding is not None and outcome.finding.kind is FailureKind.BANNED_OPERATOR
