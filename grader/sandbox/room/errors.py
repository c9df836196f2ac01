"""An exception of the learner's code as a few strings, whatever its own methods do."""

from __future__ import annotations

import traceback
from types import TracebackType

_NAME = 200
_MESSAGE = 1_000
_LINES = 20
_TEXT = 4_000


def describe(error: BaseException, filename: str) -> list[object]:
    """Return [type name, names of its bases, message, traceback] with only frames from `filename` on."""
    kind = type(error)
    bases = [str(base.__name__)[:_NAME] for base in kind.__mro__[:30]]
    try:
        message = str(error)
        message = str.__str__(message)[:_MESSAGE]
    except BaseException:  # __str__ is the learner's and may do anything
        message = "<the exception has no printable message>"
    try:
        text = _trace(error, filename, message)
    except BaseException:  # as above: a broken exception must not hide that there was one
        text = ""
    return [bases[0], bases, message, text]


def _trace(error: BaseException, filename: str, message: str) -> str:
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != filename:
        frames = frames.tb_next
    lines = [] if frames is None else _lines(frames)
    if isinstance(error, SyntaxError):
        last = "".join(traceback.format_exception_only(type(error), error)).rstrip("\n").split("\n")
    else:
        last = [f"{type(error).__name__}: {message}" if message else type(error).__name__]
    head = ["Traceback (most recent call last):"] if lines else []
    room = _LINES - len(head) - len(last)
    if len(lines) > room:
        keep = max(room - 1, 2)
        lines = [*lines[: keep // 2], "  ...", *lines[len(lines) - (keep - keep // 2) :]]
    return "\n".join([*head, *lines, *last])[:_TEXT]


def _lines(frames: TracebackType) -> list[str]:
    # A recursion a thousand deep is cut here: formatting every frame would take longer than the call.
    entries = list(traceback.StackSummary.extract(traceback.walk_tb(frames), limit=40))
    return "".join(traceback.format_list(entries)).rstrip("\n").split("\n")
