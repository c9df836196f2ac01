"""What the two clocks in a log say: how much time went by, and where the computer's clock was set."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from grader.classroom.screen.entries import Entry

# A clock that is corrected over the network moves by less; two minutes gained are more.
TOLERANCE_SECONDS = 10.0


class Move(StrEnum):
    """What the computer's clock did between two entries, measured by the clock that nobody sets."""

    BACK = "back"
    AHEAD = "ahead"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Jump:
    """Before the entry `number`, the clock moved by `seconds` (0 for a restart, which cannot be measured)."""

    number: int
    move: Move
    seconds: float = 0.0


def steady() -> float:
    """Return the seconds of a clock that nobody can set, sleep included where the system counts that."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def elapsed(entries: Sequence[Entry]) -> list[float]:
    """Return for each entry the seconds since the first.

    Between two entries counts the clock that moved further, so that a clock set back gains nothing, and a
    computer that was restarted or slept loses nothing.
    """
    seconds = [0.0] if entries else []
    for earlier, later in pairwise(entries):
        wall = (later.at - earlier.at).total_seconds()
        seconds.append(seconds[-1] + max(wall, later.monotonic - earlier.monotonic, 0.0))
    return seconds


def jumps(entries: Sequence[Entry]) -> list[Jump]:
    """Return where the two clocks disagree by more than they do by themselves."""
    found = []
    for earlier, later in pairwise(entries):
        wall = (later.at - earlier.at).total_seconds()
        real = later.monotonic - earlier.monotonic
        gained = wall - real
        if wall < 0 and (real < 0 or gained < -TOLERANCE_SECONDS):
            found.append(Jump(later.number, Move.BACK, -gained if real >= 0 else -wall))
        elif real < 0:
            found.append(Jump(later.number, Move.RESTART))
        elif gained < -TOLERANCE_SECONDS:
            found.append(Jump(later.number, Move.BACK, -gained))
        elif gained > TOLERANCE_SECONDS:
            found.append(Jump(later.number, Move.AHEAD, gained))
    return found
