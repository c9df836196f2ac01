"""Writes the interviewer's pages: one a candidate and one over all, each a file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.classroom.screen.entries import Claim
from grader.classroom.screen.evidence import Weight
from grader.classroom.screen.replay import Difference, difference
from grader.classroom.screen.review import Alike, Answer, Scorecard, Source, State
from grader.classroom.screen.timeline import duration, timeline
from grader.language import Message
from grader.report.cleaning import clean
from grader.verdict import Status

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
# Nobody reads more; the JSON file has everything.
MOST_ATTEMPTS = 150
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt as the page shows it: when, what the log claims, what changed since the one before, the text."""

    number: int
    seconds: float
    status: Status
    claim: Claim | None
    difference: Difference | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer as the page shows it. `left_out` counts the attempts between those that are shown."""

    answer: Answer
    text: str
    difference: Difference
    steps: tuple[Step, ...]
    left_out: int


def card_page(card: Scorecard, language: str) -> bytes:
    """Return the page of one candidate."""
    return _page(
        "card.html",
        language,
        card=card,
        answers=[_shown(answer) for answer in card.answers],
        timeline=timeline(card, language),
        attempts=len(card.evidence.attempts),
    )


def overview_page(cards: Sequence[Scorecard], language: str) -> bytes:
    """Return the page over all candidates, the highest scores first."""
    ranked = sorted(cards, key=lambda card: -1.0 if card.score is None else -card.score - 1)
    return _page("overview.html", language, cards=ranked, screening=cards[0].screening, pairs=_pairs(cards))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates whose answers to one exercise are strikingly alike."""

    exercise: Answer
    one: Scorecard
    other: Scorecard
    share: float


def _pairs(cards: Sequence[Scorecard]) -> list[Pair]:
    pairs = []
    for one, other in combinations(cards, 2):
        for answer in one.answers:
            shares = [
                alike.share
                for alike in answer.alike
                if alike.striking and alike.source is Source.CANDIDATE and alike.id == other.candidate.id
            ]
            pairs += [Pair(answer, one, other, share) for share in shares]
    return sorted(pairs, key=lambda pair: -pair.share)


def _shown(answer: Answer) -> Shown:
    attempts = list(enumerate(answer.attempts, 1))
    kept = attempts
    if len(attempts) > MOST_ATTEMPTS:
        kept = attempts[: MOST_ATTEMPTS // 2] + attempts[-MOST_ATTEMPTS // 2 :]
    before = _short(answer.stub)
    steps = []
    for number, attempt in kept:
        text = None if attempt.text is None else _short(attempt.text)
        changed = None if text is None else difference(before, text)
        before = before if text is None else text
        claim = attempt.entry.claim
        known = claim is not None and claim.status in list(Status)
        status = Status(claim.status) if claim is not None and known else Status.NOT_RUN
        steps.append(Step(number, attempt.seconds, status, claim, changed, text))
    text = _short(answer.text)
    return Shown(answer, text, difference(_short(answer.stub), text), tuple(steps), len(attempts) - len(kept))


def _short(untrusted: str) -> str:
    """Return a text cleaned, and cut where it is longer than an answer is."""
    text = clean(untrusted[:LONGEST_TEXT])
    return f"{text}\n[...]" if len(untrusted) > LONGEST_TEXT else text


def _page(template: str, language: str, **facts: Any) -> bytes:
    made, style = _environment(language)

    def words(said: Message | str) -> str:
        return said.in_language(language) if isinstance(said, Message) else said

    return (
        made.get_template(template)
        .render(
            **facts,
            **style,
            words=words,
            duration=duration,
            Weight=Weight,
            State=State,
            Source=Source,
            best=_best,
            most_alike=_most_alike,
        )
        .encode()
    )


def _best(answer: Answer) -> float | None:
    """Return the highest practice score that the log claims."""
    return max((a.entry.claim.score for a in answer.attempts if a.entry.claim is not None), default=None)


def _most_alike(alike: Sequence[Alike]) -> Alike | None:
    return max(alike, key=lambda each: each.share, default=None)


@cache
def _environment(language: str) -> tuple[Environment, dict[str, Any]]:
    """Return the environment of all our pages with these templates added, and its sheet with their rules."""
    from jinja2 import ChoiceLoader, FileSystemLoader
    from markupsafe import Markup

    from grader.report.html.rendering import environment

    common = environment(language)
    assert common.loader is not None
    made = common.overlay(loader=ChoiceLoader([FileSystemLoader(TEMPLATES), common.loader]))
    sheet = f"{common.globals['style']}{(TEMPLATES / 'screen.css').read_text(encoding='utf-8')}"
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return made, {"style": Markup(sheet), "style_hash": f"sha256-{digest}"}
