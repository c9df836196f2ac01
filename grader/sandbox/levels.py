"""How well a submission is locked in, as words that are only used for what was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.language import Message, message
from grader.sandbox.faults import RoomError

LEVELS = ("process", "limits", "syscalls", "full")
"""From a process of its own, over limits and refused system calls, to namespaces around all of it."""

NO_BUBBLEWRAP = message("Install the package bubblewrap: it puts namespaces around the room.")
REFUSED = message(
    "bubblewrap is installed, but this system refuses it namespaces, as containers and AppArmor may."
)
SPAWNED = message("Where every submission has an interpreter of its own, there are no namespaces around it.")
NOTHING = message("Nothing more is to be had.")

_MEANS = {"limits": "limits", "syscalls": "seccomp + limits", "full": "namespaces + seccomp + limits"}
_WIDER = {"strict": "", "imports": "+imports", "scratch": "+imports", "driver": "+gpu"}


@dataclass(frozen=True, slots=True)
class Isolation:
    """What holds a submission back.

    Attributes:
        level: one of `LEVELS`.
        wider: "", "+imports" where files could be read, "+gpu" where a driver was within reach.
        lacking: what the next level would take, as a sentence for the person who runs this.
    """

    level: str
    wider: str
    lacking: Message = NOTHING

    def __str__(self) -> str:
        means = _MEANS.get(self.level)
        return f"{self.level}{self.wider}: {means}" if means else f"{self.level}{self.wider}"

    @property
    def at_least(self) -> int:
        """The level as a number that grows with what holds."""
        return LEVELS.index(self.level)


class IsolationError(RoomError):
    """This machine does not lock submissions in as well as was asked for."""

    def __init__(self, wanted: str, isolation: Isolation) -> None:
        super().__init__(f"the isolation here is {isolation}, and {wanted} is asked for")
        self.wanted = wanted
        self.isolation = isolation


def isolation(
    profile: str, held: Mapping[str, Sequence[str]], about: Mapping[str, Any], no_walls: Message
) -> Isolation:
    """Return the level of a profile, from what its probes could do in spite of it.

    Args:
        profile: one of the room's profiles.
        held: what a locked child could do, by layer.
        about: what the room's interpreter told: "missing", why it refuses no calls; "walls", what a child could
            do in spite of the namespaces, or None where there are none.
        no_walls: why there are no namespaces.
    """
    wider = _WIDER[profile]
    if held["limits"]:
        return Isolation("process", wider, _not_refused(held["limits"]))
    if held["syscalls"]:
        missing = str(about["missing"])
        needs = message(
            "Install the packages libseccomp2 and pyseccomp: they refuse system calls ({why}).", why=missing
        )
        return Isolation("limits", wider, needs if missing else _not_refused(held["syscalls"]))
    if about["walls"] is None:
        return Isolation("syscalls", wider, no_walls)
    if about["walls"]:
        return Isolation("syscalls", wider, _not_refused(about["walls"]))
    return Isolation("full", wider)


def _not_refused(names: Sequence[str]) -> Message:
    return message("A probe was not refused: {what}.", what=", ".join(map(str, names[:4])))
