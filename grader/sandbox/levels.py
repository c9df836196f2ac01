"""How well a submission is locked in, as words that are only used for what was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.sandbox.faults import RoomError

LEVELS = ("process", "limits", "syscalls", "full")
"""From a process of its own, over limits and refused system calls, to namespaces around all of it."""

_MEANS = {"limits": "limits", "syscalls": "seccomp + limits", "full": "namespaces + seccomp + limits"}
_WIDER = {"strict": "", "imports": "+imports", "scratch": "+imports", "driver": "+gpu"}


@dataclass(frozen=True, slots=True)
class Isolation:
    """What holds a submission back.

    Attributes:
        level: one of `LEVELS`.
        wider: "", "+imports" where files could be read, "+gpu" where a driver was within reach.
        lacking: what the next level would take, as a sentence for the person who runs this; empty at the top.
    """

    level: str
    wider: str
    lacking: str

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
        super().__init__(f"the isolation here is {isolation}, and {wanted} is asked for. {isolation.lacking}")
        self.wanted = wanted
        self.isolation = isolation


def isolation(
    profile: str, held: Mapping[str, Sequence[str]], about: Mapping[str, Any], no_walls: str
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
        return Isolation("process", wider, f"Not held back by limits: {_listed(held['limits'])}.")
    if held["syscalls"]:
        missing = str(about["missing"])
        if missing:
            return Isolation(
                "limits", wider, f"Install libseccomp (Debian: libseccomp2) and pyseccomp: {missing}."
            )
        return Isolation("limits", wider, f"Not refused: {_listed(held['syscalls'])}.")
    if about["walls"] is None:
        return Isolation("syscalls", wider, no_walls)
    if about["walls"]:
        return Isolation("syscalls", wider, f"Beyond the namespaces: {_listed(about['walls'])}.")
    return Isolation("full", wider, "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(str, names[:4]))
