"""Sends the scores of a class to a platform, one after the other, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.classroom.exports.ags import Push, Record
from grader.classroom.exports.ags_client import Client, PlatformError, TokenError


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the scores.

    Attributes:
        arrived: those that the platform took now.
        already: those that it had.
        refused: those that it did not take, and what it said.
        ended: why sending ended before all were sent; unless it was the token service, the first of `left` may have
            arrived.
        left: those that are still to be sent.
    """

    arrived: tuple[Push, ...]
    already: tuple[Push, ...]
    refused: tuple[tuple[Push, PlatformError], ...]
    ended: PlatformError | None
    left: tuple[Push, ...]


def send_scores(
    pushes: Sequence[Push],
    record: Record,
    client: Client,
    line_item: str,
    now: Callable[[], datetime],
) -> Sent:
    """Send what has not arrived yet.

    A score that is refused does not hold up the others. Without a token, and where it is not known whether a score
    arrived, sending ends: the platform is in trouble, or the way to it.
    """
    arrived: list[Push] = []
    already: list[Push] = []
    refused: list[tuple[Push, PlatformError]] = []
    for place, push in enumerate(pushes):
        if record.is_sent(push, line_item):
            already.append(push)
            continue
        try:
            client.send(record.begin(push, line_item, now()))
        except PlatformError as error:
            if error.refused:
                record.refused(push, line_item)
            if isinstance(error, TokenError) or not error.refused:
                left = tuple(push for push in pushes[place:] if not record.is_sent(push, line_item))
                return Sent(tuple(arrived), tuple(already), tuple(refused), error, left)
            refused.append((push, error))
        else:
            record.done(push, line_item)
            arrived.append(push)
    return Sent(tuple(arrived), tuple(already), tuple(refused), None, ())
