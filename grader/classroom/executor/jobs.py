"""Where grading happens: jobs go out as plain data, and what became of them comes back as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grader.language import Message

#: Why there is no verdict on a submission over which two graders died.
INFRASTRUCTURE = (
    "infrastructure: its grader died over it more than once, the last time with nothing beside it"
)


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to grade: everything that is needed for it, wherever it happens.

    Attributes:
        id: comes back with what became of it.
        exercise: the name of its folder.
        pack: the folder of its pack, or None for the built-in one.
        source: the submission's bytes.
        filename: what messages call it.
        seed: of the questions.
        budget: "practice" or "official".
        devices: names of devices.
        alone: whether nothing else may be graded at the same time.
    """

    id: str
    exercise: str
    pack: str | None
    source: bytes
    filename: str
    seed: int
    budget: str
    devices: tuple[str, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What there is where grading happens.

    Attributes:
        grader: version of torchgrade.
        torch: version of torch.
        devices: names of the devices that are here.
        absent: name of a device -> why it is not here.
        isolation: what really holds a submission back, with the widest room that is needed.
        level: the same in one word.
        lacking: what the next level would take.
    """

    grader: str
    torch: str
    devices: tuple[str, ...]
    absent: dict[str, str]
    isolation: str
    level: str
    lacking: Message


@dataclass(frozen=True, slots=True)
class Begun:
    """A job is going to be handed to a worker; it is handed over when the next event is asked for."""

    job: Job
    worker: str


@dataclass(frozen=True, slots=True)
class Died:
    """A job took its worker along; `how` says what is known of that."""

    job: Job
    worker: str
    how: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A job has come to its end: with a verdict as `grader.report.data` writes it, or with a reason why not."""

    job: Job
    verdict: dict[str, Any] | None
    reason: str
    seconds: float
    worker: str


def message_to_data(told: Message) -> list[Any]:
    """Return a message as lists, strings and dictionaries."""
    fields = {
        name: message_to_data(value) if isinstance(value, Message) else str(value)
        for name, value in told.fields.items()
    }
    return [told.sentence, fields]


def message_from_data(data: Sequence[Any]) -> Message:
    """Return the message that `message_to_data` made `data` of."""
    sentence, fields = data
    known = {
        name: value if isinstance(value, str) else message_from_data(value) for name, value in fields.items()
    }
    return Message(sentence, known)


Event = Begun | Died | Finished


class Executor(Protocol):
    """Grades jobs somewhere. A job ends in exactly one `Finished`."""

    def survey(self, pack: str | None, exercises: Sequence[str], devices: Sequence[str]) -> Place:
        """Return what there is where grading happens, for these exercises and devices (none: all that are there)."""

    def run(self, jobs: Sequence[Job]) -> Iterator[Event]:
        """Grade jobs and tell what happens; who stops listening stops the grading."""

    def close(self) -> None:
        """Leave nothing running."""
