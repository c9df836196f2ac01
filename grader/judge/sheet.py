"""The sheet of one submission: runs its checks in order, weighs them and makes the public results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.bans import Violation
from grader.contract import Contract, ContractError
from grader.contract.declarations import FunctionDeclaration, LawDeclaration, names_used
from grader.devices import find_devices
from grader.judge.asking import Sitting
from grader.judge.aspects import AFTER, ALLOWED_MEANS, ALLOWED_MEANS_TITLE, ASPECTS
from grader.judge.battery import STAND_IN, Battery
from grader.judge.channel import Channel, Outcome, pursue, simplify
from grader.judge.compare import Finding
from grader.judge.failure import make_failure
from grader.judge.laws import LawExam
from grader.packs import Exercise
from grader.sandbox import OverLimit, Room, RoomError
from grader.search import SHRINK_SECONDS
from grader.structure import Call
from grader.verdict import NOBODYS_FAULT, CheckResult, Failure, FailureKind, Reason, Status, Title


@dataclass
class Pending:
    """A check that was asked and waits to be recorded."""

    id: str
    check: str
    title: Title
    outcome: Outcome
    function: str | None = None
    weight: float = 0.0
    blocked_by: str = ""
    error: str = ""
    ran: bool = True
    stand_in: bool = False


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
    _pending: list[Pending] = field(default_factory=list)
    _on_stand_in: bool = False

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

    def examine(self, sitting: Sitting, names: frozenset[str]) -> None:
        """Run every check of the contract on one device."""
        unwritten: set[str] = set()
        for declaration in self.contract.functions.values():
            if self._wants(declaration.name) and self._function(sitting, declaration, names):
                unwritten.add(declaration.name)
        for name in self.contract.truths:
            if name not in self.contract.functions and not self._defined(name, names):
                unwritten.add(name)
        for law in self.contract.laws.values():
            if self._wants(law.name):
                self._law(sitting, law, unwritten)
        # Only now, when everything was asked: making one question small must not cost another check its turn.
        if sitting.simplify:
            failing = [p for p in self._pending if p.outcome.finding is not None]
            for pending in failing:
                simplify(pending.check, pending.outcome, sitting, SHRINK_SECONDS / len(failing))
        reached = [p for p in self._pending if _reached_banned(p.outcome)]
        for pending in reached:
            pending.blocked_by = ALLOWED_MEANS
        self._allowed_means(reached[0].outcome.finding if reached else None)
        for pending in self._pending:
            self._record(sitting, pending)
        self._pending.clear()

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
                    reason_detail=device.reason,
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

    # -- functions ------------------------------------------------------------------------------------------

    def _function(self, sitting: Sitting, declaration: FunctionDeclaration, names: frozenset[str]) -> bool:
        """Examine one function; return whether it is still to be written."""
        name = declaration.name
        outcomes: dict[str, Outcome] = {}
        if name not in names:
            missing = Finding(FailureKind.NOT_DEFINED, detail={"name": name})
            outcomes["defined"] = Outcome(finding=missing, question=Call())
        battery = Battery(sitting, declaration)
        channels: list[Channel] = []
        error = ""
        try:
            channels = battery.channels()
            if any(channel.checks == ("device_agnostic",) for channel in channels):
                self.room.warm({"lazy"}, wait=False)
            for channel in channels:
                if self.only and outcomes.get(self.only.partition(".")[2], Outcome()).finding:
                    break
                if not blocked(channel, outcomes):
                    if channel.checks == ("device_agnostic",):
                        self._enter_stand_in(sitting)
                    pursue(channel, sitting, outcomes)
        except RoomError:
            raise
        except Exception as caught:  # a fault of the contract or of ours: said loudly, never scored
            error = describe(caught)
        aspects = [a for a in ASPECTS if any(a in c.checks for c in channels)] or ["value"]
        weight = self._weight(declaration) / len(aspects)
        for aspect in ("defined", *aspects):
            first = (b for b in AFTER[aspect] if b in outcomes and outcomes[b].finding)
            blocker = next(first, "")
            self._pending.append(
                Pending(
                    id=f"{name}.{aspect}",
                    check=aspect,
                    title=declaration.title if aspect == "value" else ASPECTS[aspect],
                    outcome=outcomes.get(aspect, Outcome()),
                    function=name,
                    weight=0.0 if aspect == "defined" else weight,
                    blocked_by=f"{name}.{blocker}" if blocker else "",
                    error=error,
                    ran=aspect == "defined" or aspect in outcomes,
                    stand_in=aspect == "device_agnostic",
                )
            )
        return "defined" in outcomes and outcomes["defined"].finding is not None

    def _defined(self, name: str, names: frozenset[str]) -> bool:
        there = name in names
        missing = Finding(FailureKind.NOT_DEFINED, detail={"name": name})
        outcome = Outcome(asked=1, finding=None if there else missing, question=Call())
        self._pending.append(
            Pending(f"{name}.defined", "defined", ASPECTS["defined"], outcome, function=name)
        )
        return there

    def _law(self, sitting: Sitting, law: LawDeclaration, unwritten: set[str]) -> None:
        needed = names_used(law.body)
        missing = next((f"{name}.defined" for name in sorted(needed & unwritten)), "")
        outcomes: dict[str, Outcome] = {}
        error = ""
        exam = LawExam(sitting, law)
        if not law.portable and sitting.device != "cpu":
            outcomes[law.name] = Outcome(unsupported="about the CPU alone")
        elif not missing:
            try:
                if exam.device == STAND_IN:
                    self._enter_stand_in(sitting)
                pursue(exam.channel(), sitting, outcomes)
            except RoomError:
                raise
            except Exception as caught:  # as above
                error = describe(caught)
        self._pending.append(
            Pending(
                id=law.name,
                check=law.name,
                title=law.title,
                outcome=outcomes.get(law.name, Outcome()),
                weight=self._weight(law),
                blocked_by=missing,
                error=error,
                ran=law.name in outcomes,
                stand_in=exam.device == STAND_IN,
            )
        )

    def _enter_stand_in(self, sitting: Sitting) -> None:
        """Have the next calls answered by a process that knows the stand-in device well.

        Torch imports 500 modules at the first in-place operator there. That is done in the background, once a
        room, while the submission is asked on the CPU; its first process began before that.
        """
        if not self._on_stand_in:
            self.room.warm({"lazy"})
            sitting.submission.restart()
            self._on_stand_in = True

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


def blocked(channel: Channel, outcomes: dict[str, Outcome]) -> bool:
    """Whether a channel cannot be judged, because what its checks depend on has failed."""
    first = channel.checks[0]
    return any(before in outcomes and outcomes[before].finding for before in AFTER[first])


def describe(error: Exception) -> str:
    """Say a fault of the contract or the grader in one line."""
    return str(error) if isinstance(error, ContractError) else f"{type(error).__name__}: {error}"
