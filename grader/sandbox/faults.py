"""What can go wrong with a submission, one exception class a kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# C0 and C1 controls, DEL, and what reorders or hides text: nobody's terminal shall obey a submission.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_ESCAPE = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[@-Z\\\\-_])")


def clean(text: object, limit: int) -> str:
    """Return text from a submission without control characters, cut at `limit` characters."""
    if type(text) is not str:
        return ""
    # Cut before and after: the patterns shall not work on megabytes.
    return _UNWANTED.sub("", _ESCAPE.sub("", text[: 2 * limit + 100]))[:limit]


_BANNED = "BannedOperatorError"  # of room.bans, which is imported beside the learner's code only


class RoomError(Exception):
    """The room itself does not work; never the learner's fault."""


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A limit that a submission went over: which one, how much it allows, and how much was used.

    `used` is None where this platform cannot measure it. Memory is counted beyond what torch itself takes; where
    more of it was refused, `used` is the most that was had before.
    """

    limit: Literal["time", "processor time", "memory", "output", "reply"]
    allowed: float
    used: float | None
    unit: Literal["seconds", "bytes", "characters"]


class LearnerFault(Exception):
    """Something that the submission did.

    `loading` tells whether it was while its file was being loaded, `over` which limit was passed, if one was.
    """

    loading: bool = False
    over: OverLimit | None = None


class NotDefined(LearnerFault):
    """The submission does not define `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not defined")
        self.name = name


class Raised(LearnerFault):
    """The submission raised an exception; every text is cleaned and cut."""

    def __init__(
        self, type_name: str, mro: tuple[str, ...], message: str, traceback: str, printed: str
    ) -> None:
        super().__init__(f"{type_name}: {message}" if message else type_name)
        self.type_name = type_name
        self.mro = mro
        self.message = message
        self.traceback = traceback
        self.printed = printed

    @property
    def reached_banned(self) -> bool:
        """Whether it is what the room raises where a submission reaches a disabled operator."""
        return self.type_name == _BANNED

    def is_a(self, name: str) -> bool:
        """Tell whether the exception is of the class called `name` or of one derived from it."""
        return name in self.mro


class TimedOut(LearnerFault):
    """No answer came within `limit_s` seconds, of processor time where `of_processor` is set."""

    def __init__(self, limit_s: float, used_s: float | None = None, *, of_processor: bool = False) -> None:
        super().__init__(f"no answer within {limit_s:g} seconds{' of processor time' * of_processor}")
        self.limit_s = limit_s
        self.over = OverLimit("processor time" if of_processor else "time", limit_s, used_s, "seconds")


class Killed(LearnerFault):
    """The submission's process ended: by a signal, by an exit, or because it ran out of memory."""

    def __init__(self, cause: Literal["memory", "signal", "exit"], detail: str) -> None:
        super().__init__(f"the process ended: {cause}, {detail}")
        self.cause: Literal["memory", "signal", "exit"] = cause
        self.detail = detail


class ReplyTooLarge(LearnerFault):
    """The answer has `size` bytes where `limit` are allowed."""

    def __init__(self, limit: int, size: int) -> None:
        super().__init__(f"an answer of {size} bytes where {limit} are allowed")
        self.limit = limit
        self.size = size
        self.over = OverLimit("reply", limit, size, "bytes")


class PrintedTooMuch(LearnerFault):
    """During one request `size` characters were printed where `limit` are allowed."""

    def __init__(self, limit: int, size: int) -> None:
        super().__init__(f"{size} characters printed where {limit} are allowed")
        self.over = OverLimit("output", limit, size, "characters")


class UnusableReply(LearnerFault):
    """The answer is nothing that can be judged; `text` says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class StaleHandle(LearnerFault):
    """The handle belongs to a process that is gone."""

    def __init__(self) -> None:
        super().__init__("the object belonged to a process that has ended")
