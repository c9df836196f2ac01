"""What is asked about one function or one law of a contract, on two sides at once, and what came of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from grader.contract import ContractError
from grader.contract.declarations import FunctionDeclaration, LawDeclaration, names_used
from grader.judge.asking import Sitting
from grader.judge.aspects import AFTER, ASPECTS
from grader.judge.battery import STAND_IN, Battery
from grader.judge.channel import Channel, Outcome, pursue
from grader.judge.compare import Finding
from grader.judge.laws import LawExam
from grader.sandbox import Room, RoomError
from grader.structure import Call
from grader.verdict import FailureKind, Title

DEVICE_AGNOSTIC = "device_agnostic"
# Both sides wait for answers most of the time; an answer that has come is not to wait for the usual 5 ms.
SWITCH_SECONDS = 0.001


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
class FunctionPaper:
    """One function: its battery on the device itself, and the same code on the stand-in.

    Args:
        declaration: of the function.
        there: whether the submission defines it.
        weight: of all its checks together.
        only: the one aspect that matters, or nothing.
    """

    declaration: FunctionDeclaration
    there: bool
    weight: float
    only: str = ""
    error: str = ""

    def __post_init__(self) -> None:
        self._outcomes: dict[str, Outcome] = {}
        self._aside: dict[str, Outcome] = {}
        self._aspects: set[str] = set()
        if not self.there:
            self._outcomes["defined"] = _missing(self.declaration.name)

    def ask(self, sitting: Sitting) -> None:
        """Ask what is to be asked first: the values, and what goes with them."""
        self._ask(Battery(sitting, self.declaration).main, sitting, self._outcomes)

    def ask_aside(self, sitting: Sitting) -> None:
        """Ask the rest but the stand-in; whether it counts is seen when the values are known too."""
        self._ask(Battery(sitting, self.declaration).aside, sitting, self._aside)

    def ask_on_the_stand_in(self, sitting: Sitting, room: Room) -> None:
        """Ask what is for the stand-in device; whether it counts is seen when the rest is known too."""
        with _faults(self):
            channel = Battery(sitting, self.declaration).stand_in()
            if channel is not None:
                self._aspects.update(channel.checks)
                if self.there and self.only in ("", DEVICE_AGNOSTIC):
                    self._aside |= _on_the_stand_in(channel, sitting, room)

    def _ask(
        self, channels: Callable[[], list[Channel]], sitting: Sitting, outcomes: dict[str, Outcome]
    ) -> None:
        with _faults(self):
            made = channels()
            self._aspects.update(check for channel in made for check in channel.checks)
            for channel in made if self.there else ():
                if self.only and _failed(outcomes, self.only):
                    break
                if not any(_failed(outcomes, before) for before in AFTER[channel.checks[0]]):
                    pursue(channel, sitting, outcomes)

    def hand_in(self) -> Iterator[Pending]:
        """Return what came of each aspect."""
        name = self.declaration.name
        outcomes = _together(self._outcomes, self._aside)
        aspects = [aspect for aspect in ASPECTS if aspect in self._aspects] or ["value"]
        for aspect in ("defined", *aspects):
            blocker = next((before for before in AFTER[aspect] if _failed(outcomes, before)), "")
            yield Pending(
                id=f"{name}.{aspect}",
                check=aspect,
                title=self.declaration.title if aspect == "value" else ASPECTS[aspect],
                # What was asked beside a question that failed would differ from run to run.
                outcome=Outcome() if blocker else outcomes.get(aspect, Outcome()),
                function=name,
                weight=0.0 if aspect == "defined" else self.weight / len(aspects),
                blocked_by=f"{name}.{blocker}" if blocker else "",
                error=self.error,
                ran=aspect == "defined" or aspect in outcomes,
                stand_in=aspect == DEVICE_AGNOSTIC,
            )


@dataclass
class NamePaper:
    """A name that only laws use: whether the submission defines it."""

    name: str
    there: bool

    def hand_in(self) -> Iterator[Pending]:
        """Return the one check of it."""
        outcome = Outcome(asked=1, question=Call()) if self.there else _missing(self.name)
        yield Pending(f"{self.name}.defined", "defined", ASPECTS["defined"], outcome, function=self.name)


@dataclass
class LawPaper:
    """One law or scenario.

    Args:
        law: which one.
        weight: of its check.
    """

    law: LawDeclaration
    weight: float
    _outcome: Outcome | None = None
    _stand_in: bool = False
    error: str = ""

    @property
    def needs(self) -> frozenset[str]:
        """The names of the learner's that its body uses."""
        return frozenset(names_used(self.law.body))

    def ask(self, sitting: Sitting, room: Room) -> None:
        """Ask its questions."""
        if not self.law.portable and sitting.device != "cpu":
            self._outcome = Outcome(unsupported="about the CPU alone")
            return
        with _faults(self):
            exam = LawExam(sitting, self.law)
            self._stand_in = exam.device == STAND_IN
            outcomes: dict[str, Outcome] = {}
            if self._stand_in:
                outcomes = _on_the_stand_in(exam.channel(), sitting, room)
            else:
                pursue(exam.channel(), sitting, outcomes)
            self._outcome = outcomes[self.law.name]

    def hand_in(self, unwritten: Collection[str]) -> Iterator[Pending]:
        """Return what came of it; without the names that it needs, it counts as not asked."""
        missing = sorted(self.needs & set(unwritten))
        yield Pending(
            id=self.law.name,
            check=self.law.name,
            title=self.law.title,
            outcome=self._outcome or Outcome(),
            weight=self.weight,
            blocked_by=f"{missing[0]}.defined" if missing else "",
            error=self.error,
            ran=self._outcome is not None,
            stand_in=self._stand_in,
        )


@contextmanager
def _faults(paper: FunctionPaper | LawPaper) -> Iterator[None]:
    """Note a fault of the contract or of ours on the paper, where it is said loudly and never scored."""
    try:
        yield
    except RoomError:
        raise
    except Exception as error:
        own = isinstance(error, ContractError)
        paper.error = str(error) if own else f"{type(error).__name__}: {error}"


def at_once(first: Callable[[], None], second: Callable[[], None], stop: Callable[[], None]) -> None:
    """Do two things at the same time; when the first fails, `stop` is called to make the second end soon."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        with ThreadPoolExecutor(1, "aside") as pool:
            beside = pool.submit(second)
            try:
                first()
            except BaseException:  # Ctrl-C too
                stop()
                raise
            beside.result()
    finally:
        sys.setswitchinterval(usual)


def _failed(outcomes: Mapping[str, Outcome], aspect: str) -> bool:
    return aspect in outcomes and outcomes[aspect].finding is not None


def _together(first: Mapping[str, Outcome], second: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """Return what came of each aspect; where both sides have something to say, the first that failed counts."""
    merged = dict(first)
    for aspect, outcome in second.items():
        if not _failed(merged, aspect) and (aspect not in merged or outcome.finding is not None):
            merged[aspect] = outcome
    return merged


def _missing(name: str) -> Outcome:
    return Outcome(finding=Finding(FailureKind.NOT_DEFINED, detail={"name": name}), question=Call())


def _on_the_stand_in(channel: Channel, sitting: Sitting, room: Room) -> dict[str, Outcome]:
    """Pursue a channel on the stand-in device.

    Torch imports 500 modules at the first in-place operator there. Few submissions come to that, so the first
    in a room has them imported when it does; but nobody is judged by a process that had to do it.
    """
    outcomes: dict[str, Outcome] = {}
    pursue(channel, sitting, outcomes)
    trouble = any(o.finding is not None or o.unsupported for o in outcomes.values())
    if trouble and "lazy" not in sitting.submission.warm:
        room.warm({"lazy"})
        sitting.submission.restart()
        outcomes = {}
        pursue(channel, sitting, outcomes)
    return outcomes
